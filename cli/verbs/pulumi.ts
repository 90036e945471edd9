import { Command } from "commander";
import { openLab, passThrough } from "../lab/lab.ts";
import { ensureStack } from "../stack/stack.ts";

/** `lab pulumi`. */
export function command(): Command {
  const program = new Command("pulumi")
    .description("Run the pinned pulumi on the lab's stack")
    .usage("ARGS...")
    .argument("[args...]", "arguments for pulumi, unchanged")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText("after", "\nThe tool's own help: ./lab pulumi help");
  return program.action(async (args: string[]) => {
    if (args.length === 1 && (args[0] === "--help" || args[0] === "-h")) {
      program.outputHelp();
      return;
    }
    const lab = openLab();
    await ensureStack(lab);
    process.exitCode = await passThrough(lab, "pulumi", args, lab.places.project);
  });
}
