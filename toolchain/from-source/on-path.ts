import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { copyFromPath } from "../fetch/path-search.ts";
import type { BuildContext } from "../parts/build-context.ts";
import type { Origin } from "../parts/part.ts";
import type { Tool } from "../versions.ts";

/** Puts a tool's programs into the part's `bin`: those on PATH at the pinned version, else built. */
export async function onPathOr(
  tool: Tool,
  context: BuildContext,
  build: (bin: string) => Promise<void>,
): Promise<Origin> {
  const bin = join(context.directory, "bin");
  await mkdir(bin, { recursive: true });
  if (await copyFromPath(tool, bin, context.cache.root)) {
    return "PATH";
  }
  await build(bin);
  return "source";
}
