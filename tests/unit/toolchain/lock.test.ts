import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../toolchain/cache/lock.ts";

let directory: string;
let file: string;
const waiting = jest.fn();

beforeEach(async () => {
  waiting.mockClear();
  directory = await mkdtemp(join(tmpdir(), "fluxlab-lock-"));
  file = join(directory, "cache", "lock");
});

afterEach(() => rm(directory, { recursive: true }));

test("two runs take turns, and the second is told whom it waits for", async () => {
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`start ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    log.push(`end ${name}`);
  };
  const first = withLock(file, waiting, work("one"), 5);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await Promise.all([first, withLock(file, waiting, work("two"), 5)]);
  expect(log).toEqual(["start one", "end one", "start two", "end two"]);
  expect(waiting.mock.calls).toEqual([[String(process.pid)]]);
});

test("the lock of a run that was killed does not count", async () => {
  await withLock(file, waiting, () => Promise.resolve());
  await writeFile(file, "999999999");
  expect(await withLock(file, waiting, () => Promise.resolve("done"))).toBe("done");
  expect(waiting).not.toHaveBeenCalled();
});

test("work that fails gives the lock back", async () => {
  const work = withLock(file, waiting, () => Promise.reject(new Error("disk full")));
  await expect(work).rejects.toThrow("disk full");
  expect(existsSync(file)).toBe(false);
});
