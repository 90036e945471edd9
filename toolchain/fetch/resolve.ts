import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BuildContext } from "../parts/build-context.ts";
import { DownloadError } from "./download.ts";
import type { Origin } from "../parts/part.ts";
import { findOnPath } from "./path-search.ts";
import type { Reach } from "../lanes/reachability.ts";
import { fetchRelease } from "./release.ts";
import type { Tool } from "../versions.ts";

/** The last resort for a tool: puts its programs into a directory and says where they come from. */
export type Build = (bin: string) => Promise<Origin>;

/**
 * Puts a tool's programs into the part's bin directory, a plugin of Pulumi's into plugins: those on PATH at the pinned version, else
 * those of its release, else built.
 * @param programs names of the tool's programs; the first one says the version, and all of them
 *   must be beside it
 * @throws DownloadError when a release is not what its project published
 */
export async function resolveTool(
  tool: Tool,
  programs: readonly [string, ...string[]],
  reach: Reach,
  context: BuildContext,
  build: Build,
): Promise<Origin> {
  const bin = join(context.directory, tool.plugin === true ? "plugins" : "bin");
  await mkdir(bin, { recursive: true });
  if (await copyFromPath(tool, programs, context, bin)) {
    return "PATH";
  }
  if (reach.releases) {
    try {
      context.step.update("downloading the release");
      await fetchRelease(tool.release, bin, context.scratch);
      return "release";
    } catch (error) {
      if (!(error instanceof DownloadError) || error.tampered) {
        throw error;
      }
      context.step.update(`no release: ${error.message}`);
    }
  }
  return build(bin);
}

async function copyFromPath(
  tool: Tool,
  programs: readonly [string, ...string[]],
  context: BuildContext,
  bin: string,
): Promise<boolean> {
  if (tool.recognise === undefined) {
    return false;
  }
  const searchPath = process.env["PATH"] ?? "";
  const found = await findOnPath(programs[0], tool.recognise, searchPath, context.cache.root);
  if (found === undefined || basename(found) !== programs[0]) {
    return false;
  }
  try {
    for (const program of programs) {
      await copyFile(join(dirname(found), program), join(bin, program));
    }
    return true;
  } catch {
    return false;
  }
}
