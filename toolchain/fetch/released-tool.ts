import { join } from "node:path";
import type { Part } from "../parts/part.ts";
import { ToolchainError } from "../toolchain-error.ts";
import type { Tool } from "../versions.ts";
import { copyFromPath } from "./path-search.ts";
import { DownloadError } from "./download-error.ts";
import type { DownloadOptions } from "./download.ts";
import { fetchRelease } from "./release.ts";
import { mkdir } from "node:fs/promises";

/** A tool as its project released it: from PATH at that version, else fetched. */
export function releasedTool(tool: Tool): Part {
  const { title, version, programs, plugin = false, release } = tool;
  return {
    id: programs[0],
    title: `${title} ${version}`,
    version,
    inputs: { release, programs, plugin, revision: 1 },
    async build({ directory, cache, step }) {
      const place = join(directory, plugin ? "plugins" : "bin");
      await mkdir(place, { recursive: true });
      if (await copyFromPath(tool, place, cache.root)) {
        return "PATH";
      }
      try {
        await fetchRelease(tool, place, join(cache.build, "downloads"), {
          progress: inTenths((received, total) => {
            step.update(describeProgress(received, total));
          }),
          retry: (why) => {
            step.update(why);
          },
        });
      } catch (error) {
        throw error instanceof ToolchainError ? withRemedy(error, tool) : error;
      }
      return "release";
    },
  };
}

type ProgressListener = NonNullable<DownloadOptions["progress"]>;

/** Passes on ten reports of a download, or one for every 10 MB: a log keeps each of them. */
function inTenths(report: ProgressListener): ProgressListener {
  let next = 0;
  return (received, total) => {
    if (received >= next) {
      next = received + (total ?? 100e6) / 10;
      report(received, total);
    }
  };
}

/** How far a download is; MB are 10^6 bytes. */
export function describeProgress(received: number, total: number | undefined): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return total === undefined
    ? `${megabytes(received)} MB`
    : `${megabytes(received)} of ${megabytes(total)} MB`;
}

function withRemedy(error: ToolchainError, { title, version, programs, recognise }: Tool) {
  if (error instanceof DownloadError && error.tampered) {
    return new ToolchainError(
      `${error.message}\nWhat arrived is not what the project published, so it is not used. ` +
        "Something between here and there may change downloads; ask who runs the network.",
    );
  }
  const self =
    recognise === undefined ? "" : `; or install ${programs[0]} ${version} on PATH yourself`;
  return new ToolchainError(
    `${title} ${version} cannot be had:\n${error.message}\n` +
      `Let this machine reach that address (https_proxy counts), and try again${self}; ` +
      "or build everything here, which takes half an hour: ./lab toolchain --from-source",
  );
}
