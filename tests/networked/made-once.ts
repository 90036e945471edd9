import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

const day = 24 * 60 * 60_000;

/** What is made slowly and used by every box. */
export interface MadeOnce {
  /** Directory of everything that is made once. */
  readonly cache: string;
  readonly kind: string;
  /** Changes when it has to be made anew. */
  readonly key: string;
  /** Fills an empty directory with it. */
  readonly make: (directory: string) => Promise<void>;
}

/**
 * The directory of what is made once. Removes others of its kind that nobody has used for a day, and
 * what killed runs left half made.
 */
export async function madeOnce({ cache, kind, key, make }: MadeOnce): Promise<string> {
  const name = `${kind}-${key}`;
  const place = join(cache, name);
  if (!existsSync(place)) {
    const making = `${place}.${process.pid}`;
    await mkdir(making, { recursive: true });
    try {
      await make(making);
      await rename(making, place).catch((error: unknown) => {
        // Another run was faster.
        if (!existsSync(place)) {
          throw error;
        }
      });
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }
  const now = new Date();
  await utimes(place, now, now);
  for (const other of await readdir(cache)) {
    const old = join(cache, other);
    if (other.startsWith(`${kind}-`) && other !== name && (await isAbandoned(old))) {
      await rm(old, { recursive: true, force: true });
    }
  }
  return place;
}

async function isAbandoned(directory: string): Promise<boolean> {
  const maker = /\.(\d+)$/.exec(directory)?.[1];
  const age = Date.now() - (await stat(directory).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  return maker === undefined ? age > day : !existsSync(`/proc/${maker}`);
}
