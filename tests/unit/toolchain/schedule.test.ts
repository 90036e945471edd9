import { runTasks, ScheduleError, type Task } from "../../../toolchain/parts/schedule.ts";

/** Tasks that note when they start and end; `fails` names those that fail. */
function recorder(fails: readonly string[] = []): {
  log: string[];
  task: (id: string, after?: readonly string[]) => Task;
} {
  const log: string[] = [];
  return {
    log,
    task: (id, after = []) => ({
      id,
      after,
      run: async () => {
        log.push(`start ${id}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (fails.includes(id)) {
          throw new Error("no such module");
        }
        log.push(`end ${id}`);
      },
    }),
  };
}

test("tasks run in order, as many at a time as there are slots", async () => {
  const { log, task } = recorder();
  await runTasks([task("a"), task("b"), task("c")], 2);
  expect(log).toEqual(["start a", "start b", "end a", "start c", "end b", "end c"]);
});

test("a task waits for what it needs while others go on", async () => {
  const { log, task } = recorder();
  await runTasks([task("image", ["program"]), task("program"), task("other")], 2);
  expect(log.indexOf("start image")).toBeGreaterThan(log.indexOf("end program"));
  expect(log.slice(0, 2)).toEqual(["start program", "start other"]);
});

test("after a failure what runs is finished and nothing more is started", async () => {
  const { log, task } = recorder(["a"]);
  const work = runTasks([task("a"), task("b"), task("c")], 2);
  await expect(work).rejects.toThrow(ScheduleError);
  await expect(work).rejects.toThrow("a: no such module");
  expect(log).toEqual(["start a", "start b", "end b"]);
});

test("every failure is reported", async () => {
  const { task } = recorder(["a", "b"]);
  const work = runTasks([task("a"), task("b")], 2);
  await expect(work).rejects.toThrow("a: no such module\n\nb: no such module");
});

test("tasks that wait for each other are refused", async () => {
  const { task } = recorder();
  const work = runTasks([task("a", ["b"]), task("b", ["a"])], 2);
  await expect(work).rejects.toThrow("these can never start: a (after b); b (after a)");
});
