import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ToolchainError } from "../toolchain-error.ts";

/** Bytes in a GB, as disks are sold and `df -H` counts. */
const gigabyte = 1e9;

/** Free disk space in GB where `directory` is or will be. */
export async function freeDisk(directory: string): Promise<number> {
  let existing = directory;
  while (!existsSync(existing)) {
    existing = dirname(existing);
  }
  const { bavail, bsize } = await statfs(existing);
  return (bavail * bsize) / gigabyte;
}

/**
 * Checks that there is room, and says so in words for the user.
 * @param needed GB
 * @throws ToolchainError when there is not
 */
export async function checkDisk(directory: string, needed: number): Promise<string> {
  const free = await freeDisk(directory);
  const figures = `${free.toFixed(0)} GB free in ${directory}, ${String(needed)} GB needed`;
  if (free < needed) {
    throw new ToolchainError(
      `Too little disk: ${figures} at the peak. ` +
        "Make room, or set FLUXLAB_CACHE to a directory on a larger disk.",
    );
  }
  return figures;
}
