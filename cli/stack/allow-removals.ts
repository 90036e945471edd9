import { createInterface } from "node:readline/promises";
import type { Lab } from "../lab/lab.ts";
import { readSettingValues } from "../lab/lab-settings.ts";
import { readStateFile } from "../recovery/state-file.ts";
import { LabError } from "../terminal/lab-error.ts";
import { deployedIn, describeRemovals, removals } from "./removals.ts";

/**
 * Goes on only when nothing is deleted, or somebody has said that it may be: with `yes`, or at the
 * terminal. Refuses what would leave things behind in the clusters for ever.
 */
export async function allowRemovals(lab: Lab, yes: boolean): Promise<void> {
  const state = readStateFile(lab.places);
  if (state === undefined) {
    return;
  }
  const deployed = deployedIn(state);
  const going = removals(deployed, readSettingValues(lab.places));
  const kept = deployed.clusters.filter((name) => !going.clusters.includes(name));
  if (going.switches || going.tenants.length > 0) {
    await requireNothingSuspended(lab, kept);
  }
  const described = describeRemovals(going);
  if (described.length > 0 && !yes) {
    await ask(described, lab.places.stack);
  }
}

async function ask(described: readonly string[], stack: string): Promise<void> {
  const list = described.map((what) => `  ${what}`).join("\n");
  const refusal = new LabError(`the settings no longer have what this deletes:\n${list}`, {
    allowed: `Pulumi.${stack}.yaml with the whole list, where they are to stay`,
    remedy: "./lab up --yes deletes them",
  });
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw refusal;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `The settings no longer have:\n${list}\nDelete this? Type yes: `;
    if ((await terminal.question(question)).trim() !== "yes") {
      throw refusal;
    }
  } finally {
    terminal.close();
  }
}

/** What a suspended object has brought stays when Flux deletes it, and nobody manages it any more. */
async function requireNothingSuspended(lab: Lab, clusters: readonly string[]): Promise<void> {
  const { ClusterClient } = await import("../flux/cluster-client.ts");
  const { suspendedError } = await import("../ready/suspended.ts");
  const asked = await Promise.all(
    clusters.map(async (cluster) => {
      const objects = await Promise.resolve()
        .then(() => new ClusterClient(lab.places, cluster).fluxObjects())
        // A cluster that cannot be asked is repaired first; it has nothing to say here.
        .catch(() => []);
      return { cluster, objects: objects.filter(({ suspended }) => suspended) };
    }),
  );
  const found = asked.filter(({ objects }) => objects.length > 0);
  if (found.length > 0) {
    throw suspendedError("what is suspended would stay behind when its repository goes", found);
  }
}
