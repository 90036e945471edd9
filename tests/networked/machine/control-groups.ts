import { existsSync } from "node:fs";
import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const mounted = "/sys/fs/cgroup";

/** Names of the top control groups that begin with `beginning`. */
export async function controlGroupsNamed(beginning: string): Promise<string[]> {
  const found = await Promise.all(
    (await hierarchies()).map((hierarchy) => readdir(hierarchy).catch(() => [])),
  );
  return [...new Set(found.flat())].filter((name) => name.startsWith(beginning));
}

/** Removes a control group whose processes have ended, in every hierarchy. */
export async function removeControlGroups(name: string): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    await removeTree(join(hierarchy, name));
  }
}

/** One directory with version 2 of control groups; one for each controller with version 1. */
async function hierarchies(): Promise<string[]> {
  const controllers = (await readdir(mounted)).map((name) => join(mounted, name));
  return [mounted, ...controllers];
}

async function removeTree(directory: string): Promise<void> {
  if (!existsSync(directory)) {
    return;
  }
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      await removeTree(join(directory, entry.name));
    }
  }
  // A group is busy until the kernel has put away its last process.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rmdir(directory);
      return;
    } catch (error) {
      if (attempt === 20) {
        throw error;
      }
      await sleep(100);
    }
  }
}
