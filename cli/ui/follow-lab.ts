import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import { stackStateFile } from "../lab/state-directory.ts";
import { stackOutputs } from "../stack/stack.ts";
import type { StackOutputs } from "../stack/stack-outputs.ts";
import { LabFeed } from "./lab-feed.ts";
import type { LiveDocument } from "./live-document.ts";
import { setRuns } from "./set-runs.ts";

/** Milliseconds between two looks at the state directory. */
const pause = 1000;

/** How many looks have to find the same before a change is taken for over. */
const settled = 3;

/**
 * Brings the lab into the document until the signal, also when `up` gives it other clusters or
 * tenants meanwhile, and when it is taken away.
 */
export async function followLab(
  lab: Lab,
  first: StackOutputs,
  document: LiveDocument,
  signal: AbortSignal,
): Promise<void> {
  let outputs: StackOutputs | undefined = first;
  let seen = fingerprint(lab, first);
  while (!signal.aborted) {
    const changed = new AbortController();
    const end = AbortSignal.any([signal, changed.signal]);
    const feed = outputs === undefined ? undefined : new LabFeed(lab, outputs, document);
    const running = feed?.run(end).catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      document.set("gone", { problem });
    });
    if (feed !== undefined) {
      document.delete("gone");
    }
    seen = await untilChanged(lab, outputs, seen, document, signal);
    changed.abort();
    await running;
    if (!isAborted(signal)) {
      feed?.forget();
      outputs = await stackOutputs(lab).catch(() => undefined);
      if (outputs === undefined) {
        document.set("gone", { problem: "There is no lab, or it is not completely up." });
      }
      seen = fingerprint(lab, outputs);
    }
  }
}

async function untilChanged(
  lab: Lab,
  outputs: StackOutputs | undefined,
  before: string,
  document: LiveDocument,
  signal: AbortSignal,
): Promise<string> {
  let last = before;
  for (let same = 0; !signal.aborted && (last === before || same < settled);) {
    setRuns(lab.places, document);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    const now = fingerprint(lab, outputs);
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

/** Differs whenever `up` or `down` has done something; without a state file, with other clusters. */
function fingerprint(lab: Lab, outputs: StackOutputs | undefined): string {
  const configs = Object.keys(outputs?.clusters ?? {}).map((cluster) =>
    join(lab.places.state, "kubeconfigs", cluster),
  );
  return [stackStateFile(lab.places), ...configs]
    .filter((file) => file !== undefined)
    .map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    .join();
}

/** Through a function: TypeScript takes a property for constant. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
