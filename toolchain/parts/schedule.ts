/** Work to schedule: what it is called, and what must be finished before it. */
export interface Task {
  readonly id: string;
  readonly after: readonly string[];
  run(): Promise<void>;
}

/** Some tasks failed; the others that had been started were finished. */
export class ScheduleError extends AggregateError {
  override readonly name = "ScheduleError";
}

/**
 * Runs tasks, `slots` at a time, each after those it needs, otherwise in the given order. After a
 * failure no further task is started, and those under way are finished, so that their work is kept.
 * @throws ScheduleError with every failure
 */
export async function runTasks(tasks: readonly Task[], slots: number): Promise<void> {
  const waiting = [...tasks];
  const finished = new Set<string>();
  const running = new Set<Promise<void>>();
  const failures: Error[] = [];

  const start = (task: Task): void => {
    const work: Promise<void> = task
      .run()
      .then(
        () => void finished.add(task.id),
        (error: unknown) => {
          const cause = error instanceof Error ? error : new Error(String(error));
          failures.push(new Error(`${task.id}: ${cause.message}`, { cause }));
        },
      )
      .finally(() => void running.delete(work));
    running.add(work);
  };

  for (;;) {
    while (running.size < slots && failures.length === 0) {
      const next = waiting.findIndex((task) => task.after.every((id) => finished.has(id)));
      if (next < 0) {
        break;
      }
      waiting.splice(next, 1).forEach(start);
    }
    if (running.size === 0) {
      break;
    }
    await Promise.race(running);
  }
  if (failures.length > 0) {
    throw new ScheduleError(failures, failures.map((failure) => failure.message).join("\n\n"));
  }
  if (waiting.length > 0) {
    const stuck = waiting.map((task) => `${task.id} (after ${task.after.join(", ")})`).join("; ");
    throw new ScheduleError([], `these can never start: ${stuck}`);
  }
}
