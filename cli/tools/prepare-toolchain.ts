import { type Command, Option } from "commander";
import { readPartsFile } from "../../components/parts/parts-file.ts";
import { ensureToolchain, pullImages, type Toolchain } from "../../toolchain/index.ts";
import type { Progress } from "../../toolchain/progress.ts";

/** How the user wants the toolchain. */
export interface ToolchainOptions {
  readonly fromSource?: true;
  readonly released?: true;
  readonly install?: true;
}

/** Adds the options that say where tools come from, and that nothing is asked. */
export function withToolchainOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--from-source", "build every tool and image here: half an hour, root on Debian"),
    )
    .addOption(
      new Option("--released", "take what the projects have released").conflicts("fromSource"),
    )
    .option("--install", "install what is missing with the package manager, unasked");
}

/**
 * Has everything that a lab is made of on this machine: tools, and the images that Docker runs.
 *
 * @throws ToolchainError, ScheduleError
 */
export async function prepareToolchain(
  options: ToolchainOptions,
  progress: Progress,
): Promise<Toolchain> {
  // By the environment, so that the tools and tests started from here see the same.
  if (options.fromSource === true || options.released === true) {
    process.env["FLUXLAB_LANE"] = options.fromSource === true ? "source" : "released";
  }
  const toolchain = await ensureToolchain(progress, { yes: options.install === true });
  const { gitea, node } = readPartsFile(toolchain.partsFile).images;
  await pullImages([gitea, node, toolchain.k3dToolsImage], progress);
  return toolchain;
}
