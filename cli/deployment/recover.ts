import {
  labInventory,
  removeItems,
  startContainers,
  type DockerItem,
} from "../docker-inventory.ts";
import { capture, type Lab } from "../lab.ts";
import { LabError } from "../lab-error.ts";
import { exportState, importState, withoutPending, type StateExport } from "./deployment.ts";
import { forget } from "./forget.ts";
import { labNames } from "./lab-names.ts";
import { clearLockHolders, endOrphans } from "./state-lock.ts";
import { findStopped, findUnknown, findVanished } from "./vanished.ts";

/**
 * Makes the state agree with what Docker has, so that Pulumi can go on after a killed run, a reboot
 * or a container that somebody removed. Answers what was put right, as sentences.
 */
export async function recover(lab: Lab): Promise<string[]> {
  const done: string[] = [];
  if ((await clearLockHolders(lab.places)) === "stale") {
    await capture(lab, "pulumi", ["cancel", "--yes", "--stack", lab.places.stack]);
    done.push("removed the lock of a run that was killed");
  }
  const orphans = await endOrphans(lab.places);
  if (orphans.length > 0) {
    done.push(`ended what a killed run had left running: ${orphans.join(", ")}`);
  }

  const before = await exportState(lab);
  let state = before;
  const inventory = await labInventory(lab.env, labNames(lab.places));
  const pending = state.deployment.pending_operations ?? [];
  if (pending.length > 0) {
    const removed = await removeHalfMade(lab, state, inventory);
    state = withoutPending(state);
    const names = removed.map(({ name }) => name).join(", ") || "nothing in Docker";
    done.push(`cleared ${pending.length} operation(s) that were cut short; removed ${names}`);
  }
  const vanished = findVanished(state, inventory);
  if (vanished.urns.size > 0) {
    for (const cluster of vanished.k3dClusters) {
      await capture(lab, "k3d", ["cluster", "delete", cluster]);
    }
    state = forget(state, vanished.urns);
    done.push(`gone without Pulumi, to be made anew: ${vanished.descriptions.join(", ")}`);
  }
  if (state !== before) {
    await importState(lab, state);
  }
  const stopped = findStopped(state, inventory);
  if (stopped.length > 0) {
    await startContainers(lab.env, stopped);
    done.push(`started ${stopped.join(", ")}`);
  }
  return done;
}

/** Throws when Docker has things under the lab's name that its state has not. */
export async function refuseStrangers(lab: Lab): Promise<void> {
  const [state, inventory] = await Promise.all([
    exportState(lab),
    labInventory(lab.env, labNames(lab.places)),
  ]);
  const strangers = findUnknown(state, inventory);
  if (strangers.length > 0) {
    const names = strangers.map(({ kind, name }) => `${kind} ${name}`).join(", ");
    throw new LabError(`Docker has a lab of this name that the state does not know: ${names}`, {
      allowed: "another fluxlab:namePrefix, where they belong to another checkout",
      remedy: "./lab down removes them for good; then ./lab up",
    });
  }
}

/** A creation that was cut short can have made the thing without its name getting into the state. */
async function removeHalfMade(
  lab: Lab,
  state: StateExport,
  inventory: readonly DockerItem[],
): Promise<DockerItem[]> {
  const unknown = findUnknown(state, inventory);
  const left = await removeItems(lab.env, unknown);
  const [first] = left;
  if (first !== undefined) {
    throw new LabError(
      `cannot remove ${first.item.kind} ${first.item.name}, half-made by a killed run: ${first.reason}`,
      { remedy: `docker ${first.item.kind} rm --force ${first.item.name}` },
    );
  }
  return unknown;
}
