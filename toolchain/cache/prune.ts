import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CacheDirectories } from "./directories.ts";
import { recordName, type ToolchainRecord } from "../toolchain.ts";

/**
 * Removes parts that no toolchain is made of. Toolchains stay, also those of other versions of the
 * project: the nodes of a running lab have their files mounted.
 * @param needed directories of parts that stay in any case
 */
export async function pruneParts(
  cache: CacheDirectories,
  needed: readonly string[],
): Promise<string[]> {
  const kept = new Set(needed.map((directory) => basename(directory)));
  for (const key of await readdir(cache.toolchains)) {
    const text = await readFile(join(cache.toolchains, key, recordName), "utf8").catch(() => "");
    const parts = text === "" ? [] : (JSON.parse(text) as ToolchainRecord).parts;
    parts.forEach(({ directory }) => kept.add(directory));
  }
  const unneeded = (await readdir(cache.parts)).filter(
    (name) => !kept.has(name) && !name.startsWith("."),
  );
  for (const name of unneeded) {
    await rm(join(cache.parts, name), { recursive: true, force: true });
  }
  return unneeded;
}
