import { rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectories } from "./cache/directories.ts";
import { toolchainLabel } from "./docker/kept-image.ts";
import { keptImages } from "./docker/load-images.ts";
import type { Progress } from "./progress.ts";

/**
 * Removes every toolchain, all parts and the images that were loaded into Docker. A Docker daemon
 * that was started stays, and so does what it logs.
 * @returns what was removed
 */
export async function removeToolchain(progress: Progress): Promise<string[]> {
  const cache = cacheDirectories();
  const removed: string[] = [];
  const step = progress.step("remove the toolchain");
  for (const reference of await ownedImages(cache.toolchains)) {
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
  step.done(`${String(removed.length)} things`);
  return removed;
}

/** The images in Docker that carry our label, and those that toolchains pulled. */
async function ownedImages(toolchains: string): Promise<string[]> {
  const filter = ["--filter", `label=${toolchainLabel}`];
  const format = [
    "--format",
    '{{if eq .Tag "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}',
  ];
  const labelled = await execa("docker", ["image", "ls", ...filter, ...format], { reject: false });
  const owned = new Set(labelled.stdout.split("\n").filter((line) => line !== ""));
  const names = existsSync(toolchains) ? await readdir(toolchains) : [];
  for (const { reference, archive } of names.flatMap((name) =>
    keptImages(join(toolchains, name, "docker")),
  )) {
    const there = await execa("docker", ["image", "inspect", reference], { reject: false });
    if (archive !== undefined && !there.failed) {
      owned.add(reference);
    }
  }
  return [...owned];
}
