import { setTimeout as sleep } from "node:timers/promises";
import { DockerError } from "./docker-engine.ts";

/** Pause between two tries, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Deletes something that may be gone already, or still in use for a moment by what is going away.
 * @param limit how long it may stay in use, in milliseconds
 * @param users says, at the limit, who uses it
 */
export async function deletePatiently(
  attempt: () => Promise<unknown>,
  users: () => Promise<string>,
  limit = 20_000,
): Promise<void> {
  const deadline = Date.now() + limit;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (thrown) {
      if (!(thrown instanceof DockerError)) {
        throw thrown;
      }
      if (thrown.status === 404) {
        return;
      }
      const inUse = thrown.status === 403 || thrown.status === 409;
      if (!inUse || Date.now() > deadline) {
        const text = inUse ? `${thrown.message}; in use by: ${await users()}` : thrown.message;
        throw new DockerError(text, thrown.status);
      }
      await sleep(PAUSE_MS);
    }
  }
}
