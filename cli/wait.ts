import { setTimeout as sleep } from "node:timers/promises";

/** How long and how often to look. */
export interface WaitLimit {
  /** Milliseconds until giving up. */
  readonly limit: number;
  /** Milliseconds between two looks. */
  readonly interval: number;
}

/**
 * Looks until `look` answers something other than undefined.
 * At the limit the answer is undefined: the caller knows what it waited for and says so.
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  { limit, interval }: WaitLimit,
): Promise<T | undefined> {
  const end = performance.now() + limit;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= end) {
      return found;
    }
    await sleep(interval);
  }
}
