import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { assemble } from "./cache/assemble.ts";
import { checkDisk, diskNeeded } from "./cache/disk.ts";
import { cacheDirectories, type CacheDirectories } from "./cache/directories.ts";
import { ensureDocker } from "./docker/docker-engine.ts";
import { findGo } from "./from-source/go/go-command.ts";
import { keptImages, loadImages, missingImages } from "./docker/load-images.ts";
import { withLock } from "./cache/lock.ts";
import { makeParts } from "./parts/make-parts.ts";
import { toolchainKey, withDependencies } from "./parts/part.ts";
import { PartStore } from "./parts/part-store.ts";
import { toolchainParts } from "./from-source/parts.ts";
import type { Progress, Step } from "./progress.ts";
import { pruneParts } from "./cache/prune.ts";
import { decideReach, type Reach } from "./lanes/reachability.ts";
import { buildCommands, ensureCommands, labCommands } from "./system/system-packages.ts";
import { describeToolchainAt, findToolchain, type Toolchain } from "./toolchain.ts";

/**
 * Finds, fetches or builds everything a lab needs and loads the images into Docker. What is there
 * already is left alone, so that a run that was interrupted goes on where it was.
 * @throws ToolchainError, ScheduleError
 */
export async function ensureToolchain(progress: Progress): Promise<Toolchain> {
  const cache = cacheDirectories();
  await ensureCommands(labCommands, progress);
  await ensureDocker(cache, progress);
  const found = findToolchain(cache)?.toolchain;
  if (found !== undefined && (await missingImages(keptImages(imageFiles(found)))).length === 0) {
    return found;
  }
  let waiting: Step | undefined;
  return withLock(
    join(cache.root, "lock"),
    (holder) => {
      waiting = progress.step(`wait for another run (process ${holder})`);
    },
    async () => {
      waiting?.done();
      const toolchain = findToolchain(cache)?.toolchain ?? (await makeToolchain(cache, progress));
      await ensureImages(toolchain, cache, progress);
      return toolchain;
    },
  );
}

function imageFiles(toolchain: Toolchain): string {
  return join(toolchain.directory, "docker");
}

async function makeToolchain(cache: CacheDirectories, progress: Progress): Promise<Toolchain> {
  const reach = await step(progress, "look what this machine reaches", async () => {
    const found = await decideReach();
    return [found, describeReach(found)];
  });
  let go: Promise<string> | undefined;
  const store = new PartStore(cache, () => (go ??= findGo(cache)));
  await store.removeLeftovers();
  const parts = withDependencies(toolchainParts(reach));
  const missing = parts.filter((part) => !store.has(part));
  if (missing.length > 0) {
    await step(progress, "check disk", async () => {
      const all = missing.length > parts.length / 2;
      const needed = reach.images || !all ? diskNeeded.downloads : diskNeeded.build;
      return [undefined, await checkDisk(cache.root, needed)];
    });
    await ensureCommands(buildCommands, progress);
    await makeParts(missing, store, progress, availableParallelism());
  }
  const key = toolchainKey(parts);
  const directory = join(cache.toolchains, key);
  await mkdir(cache.toolchains, { recursive: true });
  const directories = parts.map((part) => store.directory(part));
  await assemble(directory, directories, {
    key,
    reach,
    parts: await Promise.all(parts.map((part) => store.record(part))),
  });
  await pruneParts(cache, directories);
  await rm(cache.build, { recursive: true, force: true, maxRetries: 3 });
  return describeToolchainAt(directory, reach);
}

async function ensureImages(
  toolchain: Toolchain,
  cache: CacheDirectories,
  progress: Progress,
): Promise<void> {
  const directory = imageFiles(toolchain);
  const missing = await missingImages(keptImages(directory));
  if (missing.length > 0) {
    await step(progress, "load images into Docker", async () => {
      await loadImages(missing, directory, join(cache.build, "loading"));
      await rm(cache.build, { recursive: true, force: true, maxRetries: 3 });
      return [undefined, missing.map(({ reference }) => reference).join(", ")];
    });
  }
}

function describeReach({ releases, images }: Reach): string {
  const places = ["package registries"];
  places.push(...(releases ? ["release sites"] : []), ...(images ? ["image registries"] : []));
  return places.join(", ");
}

/** Shows `work` as a step; it returns its result and what to say about it. */
async function step<Result>(
  progress: Progress,
  title: string,
  work: () => Promise<[Result, string]>,
): Promise<Result> {
  const shown = progress.step(title);
  try {
    const [result, text] = await work();
    shown.done(text);
    return result;
  } catch (error) {
    shown.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}
