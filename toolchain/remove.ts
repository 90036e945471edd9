import { rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectories } from "./cache/directories.ts";
import { toolchainLabel } from "./docker/kept-image.ts";
import { pulledImages } from "./docker/pull-images.ts";
import type { Progress } from "./progress.ts";
import { partsFileName } from "./toolchain.ts";

/**
 * Removes every toolchain, all parts and the images that were loaded into Docker. A Docker daemon
 * that was started stays, and so does what it logs.
 * @returns what was removed
 */
export async function removeToolchain(progress: Progress): Promise<string[]> {
  const cache = cacheDirectories();
  const removed: string[] = [];
  const step = progress.step("remove the toolchain");
  for (const reference of await ownedImages()) {
    const result = await execa("docker", ["image", "rm", reference], { reject: false });
    if (result.failed) {
      step.fail(result.stderr);
      throw new Error(`${reference} could not be removed: ${result.stderr}. Type: ./lab down`);
    }
    removed.push(`image ${reference}`);
  }
  for (const directory of [cache.toolchains, cache.parts, cache.build]) {
    if (existsSync(directory)) {
      await rm(directory, { recursive: true, force: true });
      removed.push(directory);
    }
  }
  for (const name of [partsFileName, "lane", "pulled-images.json"]) {
    await rm(join(cache.root, name), { force: true });
  }
  step.done(`${String(removed.length)} things`);
  return removed;
}

/** The images in Docker that carry our label, and those that were pulled here. */
async function ownedImages(): Promise<string[]> {
  const filter = ["--filter", `label=${toolchainLabel}`];
  const format = [
    "--format",
    '{{if eq .Tag "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}',
  ];
  const labelled = await execa("docker", ["image", "ls", ...filter, ...format], { reject: false });
  const owned = new Set(labelled.stdout.split("\n").filter((line) => line !== ""));
  for (const reference of await pulledImages()) {
    const there = await execa("docker", ["image", "inspect", reference], { reject: false });
    if (!there.failed) {
      owned.add(reference);
    }
  }
  return [...owned];
}
