import { Command } from "commander";
import { labPlaces, labVariables, variablesToUnset } from "../environment.ts";
import { toolchainPaths } from "../lab.ts";
import { shellExports } from "../shell-quote.ts";
import { locateToolchain } from "../../toolchain/index.ts";

/** `lab env`. */
export function command(): Command {
  return new Command("env")
    .description('Print the lab\'s environment for a shell: eval "$(./lab env)"')
    .addHelpText(
      "after",
      "\nAfterwards plain pulumi, kubectl and flux work on the lab in that shell.",
    )
    .action(() => {
      const variables = labVariables(labPlaces(), toolchainPaths(locateToolchain()));
      process.stdout.write(shellExports(variables, variablesToUnset(process.env, variables)));
    });
}
