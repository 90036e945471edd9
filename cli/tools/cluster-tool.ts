import { Command } from "commander";
import { kubeconfigNames } from "../recovery/lab-names.ts";
import { openLab, passThrough } from "../lab/lab.ts";
import { chooseCluster, splitPassThrough } from "./pass-through.ts";

/** A verb that runs a pinned tool on one cluster of the lab. */
export function clusterTool(tool: "kubectl" | "flux"): Command {
  const program = new Command(tool)
    .description(`Run the pinned ${tool} on a cluster of the lab`)
    .usage("--cluster NAME ARGS...")
    .argument("[args...]", `arguments for ${tool}, unchanged`)
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      "after",
      `\n--cluster NAME comes first; it may be left out when the lab has one cluster.\n` +
        `The tool's own help: ./lab ${tool} --cluster NAME --help`,
    );
  return program.action(async (given: string[]) => {
    const { help, cluster, args } = splitPassThrough(given);
    if (help) {
      program.outputHelp();
      return;
    }
    const lab = openLab();
    const context = chooseCluster(cluster, kubeconfigNames(lab.places));
    process.exitCode = await passThrough(lab, tool, ["--context", context, ...args], process.cwd());
  });
}
