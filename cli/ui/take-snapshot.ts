import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import type { StackOutputs } from "../stack/stack-outputs.ts";
import { LabFeed } from "./lab-feed.ts";
import type { LiveDocument } from "./live-document.ts";

/** Milliseconds until what has not answered is taken for gone. */
const limit = 5000;

/** Milliseconds between two looks. */
const pause = 100;

/** Milliseconds for which nothing new has come once everything is there. */
const calm = 500;

/** Brings the lab as it is now into the document. */
export async function takeSnapshot(
  lab: Pick<Lab, "places">,
  outputs: StackOutputs,
  document: LiveDocument,
): Promise<void> {
  const end = new AbortController();
  const running = new LabFeed(lab, outputs, document).run(end.signal);
  const deadline = performance.now() + limit;
  let size = -1;
  let unchangedSince = performance.now();
  while (performance.now() < deadline) {
    const now = document.keys("").length;
    if (now !== size) {
      size = now;
      unchangedSince = performance.now();
    }
    const answered = Object.keys(outputs.clusters).every(
      (name) => document.keys(`object/${name}/`).length > 0,
    );
    if (answered && performance.now() - unchangedSince >= calm) {
      break;
    }
    await sleep(pause);
  }
  end.abort();
  await running;
}
