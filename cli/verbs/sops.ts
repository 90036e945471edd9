import { Command } from "commander";
import { LabError } from "../terminal/lab-error.ts";
import { openLab, passThrough } from "../lab/lab.ts";
import { stackOutputs } from "../stack/stack.ts";

/** `lab sops`. */
export function command(): Command {
  const program = new Command("sops")
    .description("Run the pinned sops with the lab's keys, in the directory that you are in")
    .usage("ARGS...")
    .argument("[args...]", "arguments for sops, unchanged")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nFor example, in a clone of a repository that has a .sops.yaml:\n" +
        "  lab sops encrypt --in-place secrets/core-app/podinfo.yaml\n" +
        "  lab sops edit secrets/core-app/podinfo.yaml\n" +
        "The tool's own help: ./lab sops help",
    );
  return program.action(async (args: string[]) => {
    if (args.length === 0 || args[0] === "--help" || args[0] === "-h") {
      program.outputHelp();
      return;
    }
    const lab = openLab();
    const { extras, decryptionKeys } = await stackOutputs(lab);
    if (!extras.includes("secrets")) {
      throw new LabError("this lab has no keys: the extra secrets is not switched on", {
        remedy: "./lab pulumi config set --path 'fluxlab:extras[0]' secrets && ./lab up",
      });
    }
    // In that one process's environment: a file could stay behind, and arguments are everybody's.
    const env = {
      ...lab.env,
      SOPS_AGE_KEY: Object.values(decryptionKeys).join("\n"),
      SOPS_DISABLE_VERSION_CHECK: "true",
    };
    process.exitCode = await passThrough({ ...lab, env }, "sops", args, process.cwd());
  });
}
