import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does `work` while no other process does: `file` names the one that holds the lock. A lock whose
 * holder is gone does not count.
 * @param waiting called once when another process holds the lock, with its id
 * @param pause ms between looks at the lock
 */
export async function withLock<Result>(
  file: string,
  waiting: (holder: string) => void,
  work: () => Promise<Result>,
  pause = 1000,
): Promise<Result> {
  await mkdir(dirname(file), { recursive: true });
  for (let said = false; !(await take(file));) {
    const holder = await readFile(file, "utf8").catch(() => "");
    if (holder !== "" && !existsSync(join("/proc", holder))) {
      await rm(file, { force: true });
      continue;
    }
    if (!said) {
      waiting(holder);
      said = true;
    }
    await sleep(pause);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}
