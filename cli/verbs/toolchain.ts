import { Command } from "commander";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { labNames } from "../recovery/lab-names.ts";
import { labInventory } from "../docker/inventory.ts";
import { labPlaces, scrub } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";
import { createProgress } from "../terminal/progress.ts";
import { renderTools } from "../doctor/render-tools.ts";
import {
  prepareToolchain,
  type ToolchainOptions,
  withToolchainOptions,
} from "../tools/prepare-toolchain.ts";
import { describeToolchain, removeToolchain } from "../../toolchain/index.ts";

/** `lab toolchain`. */
export function command(): Command {
  return withToolchainOptions(new Command("toolchain"))
    .description("Find, fetch or build every tool and image; a second run goes on where it stopped")
    .option("--remove", "remove all of it: the cache's toolchains and the images in Docker")
    .addHelpText(
      "after",
      "\nTools come from their projects' releases. Where no release site answers, everything is built\n" +
        "from source: about half an hour on two cores, once. FLUXLAB_LANE=released or source decides\n" +
        "it for good; whatever was used last stays in use until then.",
    )
    .action(async (options: ToolchainOptions & { remove?: true }) => {
      await (options.remove === true ? remove() : ensure(options));
    });
}

async function ensure(options: ToolchainOptions): Promise<void> {
  const { directory } = await prepareToolchain(options, createProgress());
  process.stdout.write(`${renderTools(describeToolchain())}\nIn ${directory}\n`);
}

async function remove(): Promise<void> {
  const places = labPlaces();
  // A cluster cannot restart without the archives that are mounted into its nodes.
  const inUse = await labInventory(scrub(process.env), labNames(places)).catch(() => []);
  if (inUse.length > 0) {
    throw new LabError(`the lab is up and uses it: ${inUse.map(({ name }) => name).join(", ")}`, {
      remedy: "./lab down, then ./lab toolchain --remove",
    });
  }
  const removed = [
    ...(await removeToolchain(createProgress())),
    ...removeEntryCaches(places.cache),
  ];
  process.stdout.write(
    `Removed:\n${removed.map((line) => `  ${line}\n`).join("") || "  nothing: there was none\n"}`,
  );
}

/** What ./lab itself keeps there: a Node it fetched, npm's downloads, Node's compiled code. */
function removeEntryCaches(cache: string): string[] {
  const present = ["node", "npm", "compile"]
    .map((name) => join(cache, name))
    .filter((directory) => existsSync(directory));
  for (const directory of present) {
    rmSync(directory, { recursive: true, force: true });
  }
  return present;
}
