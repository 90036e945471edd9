import { Command } from "commander";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { labNames } from "../recovery/lab-names.ts";
import { labInventory } from "../docker/inventory.ts";
import { labPlaces, scrub } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";
import { createProgress } from "../terminal/progress.ts";
import { renderTools } from "../doctor/render-tools.ts";
import { describeToolchain, ensureToolchain, removeToolchain } from "../../toolchain/index.ts";

/** `lab toolchain`. */
export function command(): Command {
  return new Command("toolchain")
    .description("Find, fetch or build every tool and image; a second run goes on where it stopped")
    .option("--remove", "remove all of it: the cache's toolchains and the images in Docker")
    .addHelpText(
      "after",
      "\nOn a machine that reaches package registries only, everything is built from source:\n" +
        "about half an hour on two cores, once.",
    )
    .action(async (options: { remove?: true }) => {
      await (options.remove === true ? remove() : ensure());
    });
}

async function ensure(): Promise<void> {
  const { directory } = await ensureToolchain(createProgress());
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
