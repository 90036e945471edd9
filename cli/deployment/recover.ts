import {
  labInventory,
  removeItems,
  startContainers,
  type DockerItem,
} from "../docker-inventory.ts";
import { capture, type Lab } from "../lab.ts";
import { LabError } from "../lab-error.ts";
import { exportState, importState, withoutPending } from "./deployment.ts";
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
    const halfMade = findUnknown(state, inventory);
    await removeLeftovers(lab, halfMade);
    state = withoutPending(state);
    const names = halfMade.map(({ name }) => name).join(", ") || "nothing in Docker";
    done.push(`cleared ${pending.length} operation(s) that were cut short; removed ${names}`);
  }
  const vanished = findVanished(state, inventory);
  if (vanished.urns.size > 0) {
    // k3d deletes nothing of a cluster that has no container any more.
    const parts = inventory.filter((item) => vanished.k3dClusters.some((k3d) => isPart(item, k3d)));
    await removeLeftovers(lab, parts);
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
