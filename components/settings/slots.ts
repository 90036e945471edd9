import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The slot of each cluster that has one: its distance from the first ports. */
export type Slots = Readonly<Record<string, number>>;

/**
 * Reads what components/k3d-cluster/create.sh keeps in the state directory: a file for each slot,
 * with the cluster's name in it. None where there is no such directory yet.
 */
export function readSlots(state: string = process.env["FLUXLAB_STATE"] ?? ".lab"): Slots {
  const directory = join(state, "slots");
  try {
    return Object.fromEntries(
      readdirSync(directory)
        .filter((name) => /^\d+$/.test(name))
        .map((name) => [readFileSync(join(directory, name), "utf8").trim(), Number(name)]),
    );
  } catch {
    return {};
  }
}
