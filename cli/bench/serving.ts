import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../terminal/lab-error.ts";
import { askEveryPodinfo, type PodinfoAnswer } from "../podinfo/ask-podinfo.ts";

/** Milliseconds between two looks. Looking costs the processor time that is measured. */
const interval = 100;

/** Waits until every podinfo answers, with that version if one is given; throws at the limit. */
export async function serving(
  urls: readonly string[],
  version: string | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const isAwaited = (answer: PodinfoAnswer): boolean =>
    version === undefined || answer.version === version;
  const end = performance.now() + limit;
  await Promise.all(
    urls.map(async (url) => {
      for (;;) {
        const answer = await askEveryPodinfo(url, isAwaited);
        if (answer !== undefined && isAwaited(answer)) {
          return;
        }
        signal.throwIfAborted();
        if (performance.now() > end) {
          throw new LabError(
            `not within ${limit / 1000} s: podinfo ${version ?? ""} at ${url}; it says ${answer?.version ?? "nothing"}`,
          );
        }
        await sleep(interval);
      }
    }),
  );
}

/** Seconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
