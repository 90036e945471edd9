import { setTimeout as sleep } from "node:timers/promises";

/**
 * Looks every half second until `probe` answers something other than undefined, and answers that.
 *
 * @throws at the limit, with what it waited for and what `evidence` says then
 */
export async function eventually<Value>(
  waitingFor: string,
  limit: number,
  probe: () => Promise<Value | undefined>,
  evidence: () => Promise<string> = () => Promise.resolve(""),
): Promise<Value> {
  const end = Date.now() + limit;
  for (;;) {
    const value = await probe();
    if (value !== undefined) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${limit / 1000} s: ${waitingFor}\n${await evidence()}`);
    }
    await sleep(500);
  }
}
