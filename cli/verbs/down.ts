import { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { labNames } from "../recovery/lab-names.ts";
import { recover } from "../recovery/recover.ts";
import { otherStacks } from "../recovery/state-file.ts";
import { clearLockHolders, endOrphans } from "../recovery/state-lock.ts";
import { labInventory, removeItems, type DockerItem } from "../docker/inventory.ts";
import { elapsed } from "../terminal/elapsed.ts";
import { labPlaces, scrub, type Environment, type LabPlaces } from "../lab/lab-environment.ts";
import { capture, openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { runPulumi } from "../stack/run-pulumi.ts";
import { prepareState } from "../stack/stack.ts";
import { removeStateDirectory, savedBundles, stackExists } from "../lab/state-directory.ts";

/** `lab down`. */
export function command(): Command {
  return new Command("down")
    .description("Take the lab away, and prove that nothing of it is left")
    .addHelpText(
      "after",
      "\nAlso after an up that was killed, and when containers or the state have vanished.\n" +
        "Tools and images stay for the next lab: ./lab toolchain --remove removes them.",
    )
    .action(down);
}

async function down(): Promise<void> {
  const start = Date.now();
  const places = labPlaces();
  const names = labNames(places);
  const env = dockerEnvironment(places);
  const before = await labInventory(env, names);
  const state = existsSync(places.state);

  const lab = toolsIfThere();
  if (lab !== undefined && stackExists(places)) {
    await destroy(lab);
  } else {
    await clearLockHolders(places);
    await endOrphans(places);
  }
  const reaped = await labInventory(env, names);
  const stuck = await removeItems(env, reaped);
  const after = await labInventory(env, names);
  if (after.length > 0) {
    const reasons = stuck.map(({ item, reason }) => `${title(item)}: ${reason}`);
    throw new LabError([`still there: ${after.map(title).join(", ")}`, ...reasons].join("\n  "), {
      remedy: "./lab down again, or remove it with docker",
    });
  }

  const leftFiles = await removeStack(places, lab);
  report({ before, reaped, state }, Date.now() - start);
  const bundles = savedBundles(places);
  if (bundles.length > 0) {
    process.stdout.write(
      `Kept: people's commits to repositories that are gone; git clone gives them back:\n` +
        bundles.map((path) => `  ${path}\n`).join(""),
    );
  }
  if (leftFiles.length > 0) {
    throw new LabError(
      `the state directory holds what the lab did not make: ${leftFiles.join(", ")}`,
      {
        remedy: `look at it, then: rm -r ${places.state}`,
      },
    );
  }
}

/** What a teardown found and removed. */
interface Removed {
  readonly before: readonly DockerItem[];
  /** Those that were still there after Pulumi. */
  readonly reaped: readonly DockerItem[];
  readonly state: boolean;
}

/** Lets Pulumi delete what it made. What it cannot is found in Docker afterwards. */
async function destroy(lab: Lab): Promise<void> {
  let problem: string | undefined;
  try {
    prepareState(lab);
    for (const repair of await recover(lab, "remove")) {
      process.stderr.write(`lab: ${repair}\n`);
    }
    const exitCode = await runPulumi(lab, ["destroy", "--continue-on-error"]);
    problem = exitCode === 0 ? undefined : `pulumi destroy failed (exit ${exitCode})`;
    if (exitCode >= 128) {
      throw new LabError("interrupted", { remedy: "./lab down" });
    }
  } catch (error) {
    if (!(error instanceof LabError) || error.message === "interrupted" || isHeld(error)) {
      throw error;
    }
    problem = error.message;
  }
  if (problem !== undefined) {
    process.stderr.write(`lab: ${problem}; removing the rest with Docker alone\n`);
  }
}

function isHeld(error: LabError): boolean {
  return error.message.startsWith("another pulumi is at work");
}

/** Removes the stack, and the state directory unless other stacks live there. */
async function removeStack(places: LabPlaces, lab: Lab | undefined): Promise<string[]> {
  const alone = otherStacks(places).length === 0;
  if ((places.backend.chosen || !alone) && lab !== undefined && stackExists(places)) {
    await capture(lab, "pulumi", [
      ...["stack", "rm", places.stack, "--yes", "--force", "--preserve-config"],
    ]);
  }
  return places.backend.chosen || alone ? removeStateDirectory(places) : [];
}

function toolsIfThere(): Lab | undefined {
  try {
    return openLab();
  } catch {
    return undefined;
  }
}

function dockerEnvironment(places: LabPlaces): Environment {
  const config = join(places.state, "docker-config");
  // Without the directory docker would use the user's own, and say so.
  return { ...scrub(process.env), ...(existsSync(config) && { DOCKER_CONFIG: config }) };
}

function report(removed: Removed, time: number): void {
  const { before, reaped, state } = removed;
  if (before.length === 0 && !state) {
    process.stdout.write("There is no lab: nothing to remove.\n");
    return;
  }
  const count = (kind: DockerItem["kind"]): string => {
    const items = before.filter((item) => item.kind === kind).map(({ name }) => name);
    return `  ${`${kind}s`.padEnd(11)}${items.join(", ") || "none"}\n`;
  };
  const byHand = reaped.map(title).join(", ");
  process.stdout.write(
    `\nThe lab is gone (${elapsed(time)}). Removed:\n` +
      count("container") +
      count("volume") +
      count("network") +
      (state ? "  state      the stack and the state directory\n" : "") +
      (byHand === "" ? "" : `Not through Pulumi: ${byHand}\n`) +
      "Tools and images stay for the next lab; ./lab toolchain --remove removes them.\n",
  );
}

function title(item: DockerItem): string {
  return `${item.kind} ${item.name}`;
}
