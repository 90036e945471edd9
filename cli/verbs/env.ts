import { Command } from "commander";
import { labVariables, variablesToUnset } from "../lab/lab-environment.ts";
import { openLab, toolchainPaths } from "../lab/lab.ts";
import { shellExports } from "../terminal/shell-quote.ts";
import { ensureStack } from "../stack/stack.ts";

/** `lab env`. */
export function command(): Command {
  return new Command("env")
    .description('Print the lab\'s environment for a shell: eval "$(./lab env)"')
    .addHelpText(
      "after",
      "\nAfterwards plain pulumi, kubectl and flux work on the lab in that shell.",
    )
    .action(async () => {
      try {
        const lab = openLab();
        await ensureStack(lab);
        const variables = labVariables(lab.places, toolchainPaths(lab.toolchain));
        process.stdout.write(shellExports(variables, variablesToUnset(process.env, variables)));
      } catch (error) {
        // A shell takes the exit code of `eval`, not that of the command inside it.
        process.stdout.write("false\n");
        throw error;
      }
    });
}
