import {
  labInventory,
  removeItems,
  startContainers,
  type DockerItem,
} from "../docker/inventory.ts";
import { capture, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { exportState, importState, withoutPending } from "./state-export.ts";
import { forget } from "./forget.ts";
import { labNames } from "./lab-names.ts";
import { clearLockHolders, endOrphans } from "./state-lock.ts";
import { findStopped, findUnknown, findVanished } from "./vanished.ts";

/**
 * Makes the state agree with what Docker has, so that Pulumi can go on after a killed run, a reboot
 * or a container that somebody removed. Answers what was put right, as sentences.
 * `strangers` says what to do about a whole lab of this name that the state has nothing of.
 */
export async function recover(lab: Lab, strangers: "refuse" | "remove"): Promise<string[]> {
  const done: string[] = [];
  const lock = await clearLockHolders(lab.places);
  if (lock === "stale") {
    await capture(lab, "pulumi", ["cancel", "--yes", "--stack", lab.places.stack]);
    done.push("removed the lock of a run that was killed");
  }
  const orphans = await endOrphans(lab.places);
  if (orphans.length > 0) {
    done.push(`ended what a killed run had left running: ${orphans.join(", ")}`);
  }

  const [before, inventory] = await Promise.all([
    exportState(lab),
    labInventory(lab.env, labNames(lab.places)),
  ]);
  let state = before;
  const pending = state.deployment.pending_operations ?? [];
  const unknown = findUnknown(state, inventory);
  // A state that knows none of it, after no run that was killed, is not whose lab this is.
  const killed = lock === "stale" || orphans.length > 0 || pending.length > 0;
  const foreign = !killed && unknown.length === inventory.length;
  if (strangers === "refuse" && foreign && unknown.length > 0) {
    throw refuse(unknown);
  }
  if (unknown.length > 0) {
    // Half-made: whoever was making it was ended before it got into the state.
    await removeLeftovers(lab, unknown);
    done.push(`removed what was cut short: ${unknown.map(({ name }) => name).join(", ")}`);
  }
  if (pending.length > 0) {
    state = withoutPending(state);
    done.push(`cleared ${pending.length} operation(s) that were cut short`);
  }
  const vanished = findVanished(state, inventory);
  if (vanished.urns.size > 0) {
    // k3d deletes nothing of a cluster that has no container any more.
    const parts = inventory.filter((item) => vanished.k3dClusters.some((k3d) => isPart(item, k3d)));
    await removeLeftovers(lab, parts);
    state = forget(state, vanished.urns);
    done.push(`forgot what is gone without Pulumi: ${vanished.descriptions.join(", ")}`);
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

function refuse(strangers: readonly DockerItem[]): LabError {
  const names = strangers.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  return new LabError(`Docker has a lab of this name that the state does not know: ${names}`, {
    allowed: "another fluxlab:namePrefix, where they belong to another checkout",
    remedy: "./lab down removes them for good; then ./lab up",
  });
}

function isPart(item: DockerItem, k3dCluster: string): boolean {
  return item.labels["k3d.cluster"] === k3dCluster || item.name === `k3d-${k3dCluster}-images`;
}

async function removeLeftovers(lab: Lab, items: readonly DockerItem[]): Promise<void> {
  const [first] = await removeItems(lab.env, items);
  if (first !== undefined) {
    const { item, reason } = first;
    throw new LabError(`cannot remove ${item.kind} ${item.name}, a leftover: ${reason}`, {
      remedy: `docker ${item.kind} rm --force ${item.name}`,
    });
  }
}
