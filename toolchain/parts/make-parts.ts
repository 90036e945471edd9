import type { Part } from "./part.ts";
import type { PartStore } from "./part-store.ts";
import type { Progress } from "../progress.ts";
import { runTasks } from "./schedule.ts";

/**
 * Makes those of `parts` that are not there yet, `slots` at a time.
 * @param parts with all that they depend on
 * @throws ScheduleError; what was finished by then is kept
 */
export async function makeParts(
  parts: readonly Part[],
  store: PartStore,
  progress: Progress,
  slots: number,
): Promise<void> {
  const missing = parts.filter((part) => !store.has(part));
  const ids = new Set(missing.map(({ id }) => id));
  const tasks = missing.map((part) => ({
    id: part.id,
    after: (part.dependencies ?? []).map(({ id }) => id).filter((id) => ids.has(id)),
    run: async () => {
      const step = progress.step(part.title);
      try {
        const { origin, seconds } = await store.make(part, step);
        step.done(`${origin}, ${seconds.toFixed(0)} s`);
      } catch (error) {
        step.fail(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
        throw error;
      }
    },
  }));
  await runTasks(tasks, slots);
}
