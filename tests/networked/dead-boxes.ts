import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../../components/parts/cache.ts";
import { controlGroupsNamed, removeControlGroups } from "./machine/control-groups.ts";

const beginning = "fbox";

/** The name of this process's box: of its directory, control group and network link. */
export function boxName(): string {
  return `${beginning}${process.pid}`;
}

/**
 * Removes what boxes of killed test runs left behind. Their processes and networks ended with them;
 * directories and control groups stay. A box of a living run is never touched.
 */
export async function reapDeadBoxes(): Promise<void> {
  const cache = join(cacheDirectory(), "networked");
  for (const name of existsSync(cache) ? await readdir(cache) : []) {
    if (isDead(name)) {
      await rm(join(cache, name), { recursive: true, force: true });
    }
  }
  for (const name of (await controlGroupsNamed(beginning)).filter(isDead)) {
    await removeControlGroups(name);
  }
}

function isDead(name: string): boolean {
  const owner = new RegExp(`^${beginning}(\\d+)$`).exec(name)?.[1];
  return owner !== undefined && !existsSync(`/proc/${owner}`);
}
