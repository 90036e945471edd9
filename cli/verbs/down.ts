import { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { labOwnership } from "../recovery/lab-identities.ts";
import { labNames, namesOfPrefix } from "../recovery/lab-names.ts";
import { saveEverything } from "../recovery/peoples-work.ts";
import { recoverForTeardown } from "../recovery/recover.ts";
import { otherStacks } from "../recovery/state-file.ts";
import { clearLockHolders, endOrphans } from "../recovery/state-lock.ts";
import { takeTurn } from "../recovery/turn.ts";
import { belongsToLab, dockerInventory, labInventory, removeItems } from "../docker/inventory.ts";
import { othersOfCheckout, strangersAmong } from "../docker/ownership.ts";
import { announceDown, notFromHere, renderDown, title } from "../recovery/render-down.ts";
import { labPlaces, scrub, type Environment, type LabPlaces } from "../lab/lab-environment.ts";
import { capture, openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { runPulumi } from "../stack/run-pulumi.ts";
import { prepareState } from "../stack/stack.ts";
import {
  removeSavedBundles,
  removeStateDirectory,
  savedBundles,
  stackExists,
} from "../lab/state-directory.ts";

/** `lab down`. */
export function command(): Command {
  return new Command("down")
    .description("Take the lab away, and prove that nothing of it is left")
    .option(
      "--keep-nothing",
      "neither save what people made in Gitea nor keep what was saved before",
    )
    .option(
      "--foreign [PREFIX]",
      "take away a lab that was brought up elsewhere, this stack's prefix or another",
    )
    .addHelpText(
      "after",
      "\nWhat people made in Gitea is saved first: Git bundles of every repository with anything in it\n" +
        "that the seed did not commit, issues, pull requests and releases as JSON.\n" +
        "Also after an up that was killed, and when containers or the state have vanished.\n" +
        "Tools and images stay for the next lab: ./lab toolchain --remove removes them.",
    )
    .action(down);
}

interface DownOptions {
  keepNothing?: true;
  foreign?: true | string;
}

async function down({ keepNothing, foreign }: DownOptions): Promise<void> {
  const start = Date.now();
  const places = labPlaces();
  const env = dockerEnvironment(places);
  const everything = await dockerInventory(env);
  const own = labNames(places);
  const elsewhere = typeof foreign === "string" && foreign !== own.namePrefix;
  const names = elsewhere ? namesOfPrefix(foreign, everything) : own;
  const before = everything.filter((item) => belongsToLab(item, names));
  const strangers = strangersAmong(before, labOwnership(places));
  if (strangers.length > 0 && foreign === undefined) {
    throw notFromHere("down", names.namePrefix, strangers);
  }
  const state = existsSync(places.state);
  if (state) {
    takeTurn(places);
  }

  if (before.length > 0) {
    process.stdout.write(announceDown(names.namePrefix, before, keepNothing === true));
  }
  if (keepNothing === undefined && before.length > 0) {
    for (const line of await saveEverything(places, env, names.namePrefix)) {
      process.stdout.write(`${line}\n`);
    }
  }
  const lab = toolsIfThere();
  if (elsewhere || strangers.length > 0) {
    // No state here knows anything of it.
    await clearLockHolders(places);
  } else if (lab !== undefined && stackExists(places)) {
    // What is to be saved has been saved.
    await destroy({ ...lab, env: { ...lab.env, FLUXLAB_KEEP_NOTHING: "true" } });
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

  if (keepNothing === true) {
    removeSavedBundles(places);
  }
  const leftFiles = elsewhere ? [] : await removeStack(places, lab);
  process.stdout.write(
    renderDown({
      ...{ namePrefix: names.namePrefix, before, reaped, time: Date.now() - start },
      state: state && !elsewhere,
      saved: savedBundles(places),
      others: othersOfCheckout(everything, places.project, names.namePrefix),
    }),
  );
  if (leftFiles.length > 0) {
    throw new LabError(
      `the state directory holds what the lab did not make: ${leftFiles.join(", ")}`,
      {
        remedy: `look at it, then: rm -r ${places.state}`,
      },
    );
  }
}

/** Lets Pulumi delete what it made. What it cannot is found in Docker afterwards. */
async function destroy(lab: Lab): Promise<void> {
  let problem: string | undefined;
  try {
    prepareState(lab);
    for (const repair of await recoverForTeardown(lab)) {
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
