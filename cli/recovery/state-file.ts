import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { stackStateFile } from "../lab/state-directory.ts";
import type { StateExport } from "./deployed-state.ts";

/**
 * The stack's state as the file backend keeps it, for teardown without Pulumi.
 * Undefined when there is none or it cannot be read.
 */
export function readStateFile(places: LabPlaces): StateExport | undefined {
  try {
    const file = JSON.parse(readFileSync(stackStateFile(places) ?? "", "utf8")) as {
      version: number;
      checkpoint?: { latest?: StateExport["deployment"] };
    };
    return { version: file.version, deployment: file.checkpoint?.latest ?? {} };
  } catch {
    return undefined;
  }
}

/** Other stacks that live in the same state directory. */
export function otherStacks(places: LabPlaces): string[] {
  try {
    return readdirSync(dirname(stackStateFile(places) ?? ""))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .filter((name) => name !== places.stack);
  } catch {
    return [];
  }
}
