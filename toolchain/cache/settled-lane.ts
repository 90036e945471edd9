import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LaneName } from "../lanes/lane.ts";
import type { CacheDirectories } from "./directories.ts";

/**
 * The lane whose toolchain was used last. It stays in use until the user asks for the other one, or
 * removes the toolchain: a lab that changed lanes by itself would be made anew.
 */
export function settledLane(cache: CacheDirectories): LaneName | undefined {
  try {
    const name = readFileSync(join(cache.root, "lane"), "utf8").trim();
    return name === "released" || name === "source" ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers it. */
export function settleLane(cache: CacheDirectories, name: LaneName): void {
  mkdirSync(cache.root, { recursive: true });
  writeFileSync(join(cache.root, "lane"), `${name}\n`);
}
