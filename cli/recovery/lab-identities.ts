import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LabPlaces } from "../lab/lab-environment.ts";
import type { Ownership } from "../docker/ownership.ts";
import { stackExists, stackStateFile } from "../lab/state-directory.ts";
import { textOutput } from "./deployed-state.ts";
import { readStateFile } from "./state-file.ts";

/** What is known without Pulumi about which things in Docker are this lab's. */
export function labOwnership(places: LabPlaces): Ownership {
  return {
    identities: labIdentities(places),
    state: places.state,
    // A backend elsewhere may know the stack: then only what has an identity can be told.
    hasStack: stackStateFile(places) !== undefined && stackExists(places),
  };
}

/** Those in the stack's state, and those that components/lab-identity/create.sh put down here. */
function labIdentities(places: LabPlaces): string[] {
  const inState = (readStateFile(places)?.deployment.resources ?? [])
    .filter(({ urn }) => urn.includes("fluxlab:components:LabIdentity$command:local:Command::"))
    .map((resource) => textOutput(resource, "stdout")?.split("\n")[0] ?? "");
  return [...inState, ...linesOf(join(places.state, "identities"))].filter((line) => line !== "");
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
