import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { assemble } from "./cache/assemble.ts";
import { type CacheDirectories, cacheDirectories } from "./cache/directories.ts";
import { checkDisk } from "./cache/disk.ts";
import { withLock } from "./cache/lock.ts";
import { pruneParts } from "./cache/prune.ts";
import { settledLane, settleLane } from "./cache/settled-lane.ts";
import { ensureDocker } from "./docker/docker-engine.ts";
import { keptImages } from "./docker/kept-image.ts";
import { loadImages, missingImages } from "./docker/load-images.ts";
import { decideLane, type LaneChoice } from "./lanes/decide-lane.ts";
import type { Lane } from "./lanes/lane.ts";
import { laneNamed } from "./lanes/lanes.ts";
import { makeParts } from "./parts/make-parts.ts";
import { toolchainKey, withDependencies } from "./parts/part.ts";
import { PartStore } from "./parts/part-store.ts";
import type { Progress, Step } from "./progress.ts";
import type { Consent } from "./system/consent.ts";
import { ensureCommands, labCommands } from "./system/system-packages.ts";
import { describeToolchainAt, findToolchain, partsFileName, type Toolchain } from "./toolchain.ts";

/**
 * Finds, fetches or builds everything a lab needs, and loads what was built into Docker. What is
 * there already is left alone, so that a run that was interrupted goes on where it was.
 * @param consent whether the package manager may be used without a question
 * @throws ToolchainError, ScheduleError
 */
export async function ensureToolchain(
  progress: Progress,
  consent: Consent = { yes: false },
): Promise<Toolchain> {
  const cache = cacheDirectories();
  await ensureCommands(labCommands, progress, consent);
  await ensureDocker(cache, progress, consent);
  const found = findToolchain(cache)?.toolchain;
  if (found !== undefined && (await missingImages(keptImages(imageFiles(found)))).length === 0) {
    await settle(found, cache);
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
      const toolchain =
        findToolchain(cache)?.toolchain ?? (await makeToolchain(cache, progress, consent));
      await ensureImages(toolchain, cache, progress);
      await settle(toolchain, cache);
      return toolchain;
    },
  );
}

function imageFiles(toolchain: Toolchain): string {
  return join(toolchain.directory, "docker");
}

/** Makes it the one that is used, by the command line and by plain `pulumi up`. */
async function settle(toolchain: Toolchain, cache: CacheDirectories): Promise<void> {
  settleLane(cache, toolchain.lane);
  const file = join(cache.root, partsFileName);
  await copyFile(toolchain.partsFile, `${file}.${process.pid}`);
  await rename(`${file}.${process.pid}`, file);
}

async function makeToolchain(
  cache: CacheDirectories,
  progress: Progress,
  consent: Consent,
): Promise<Toolchain> {
  const lane = await chooseLane(cache, progress);
  const store = new PartStore(cache);
  await store.removeLeftovers();
  const parts = withDependencies(lane.parts);
  const missing = parts.filter((part) => !store.has(part));
  if (missing.length > 0) {
    await step(progress, "check disk", async () => {
      const all = missing.length > parts.length / 2;
      const needed = all ? lane.disk : Math.min(lane.disk, diskForFewParts);
      return [undefined, await checkDisk(cache.root, needed)];
    });
    await ensureCommands(lane.commands, progress, consent);
    await makeParts(missing, store, progress, availableParallelism());
  }
  const key = toolchainKey(parts);
  const directory = join(cache.toolchains, key);
  await mkdir(cache.toolchains, { recursive: true });
  const directories = parts.map((part) => store.directory(part));
  const records = await Promise.all(parts.map((part) => store.record(part)));
  await assemble(
    directory,
    directories,
    { key, lane: lane.name, parts: records },
    lane.partsFile(directory),
  );
  await pruneParts(cache, directories);
  await rm(cache.build, { recursive: true, force: true, maxRetries: 3 });
  return describeToolchainAt(directory, lane);
}

/** GB that a few parts take while they are made. */
const diskForFewParts = 6;

async function chooseLane(cache: CacheDirectories, progress: Progress): Promise<Lane> {
  const chosen = await step(progress, "see where tools come from", async () => {
    const choice = await decideLane(process.env, settledLane(cache));
    return [choice, describeChoice(choice)];
  });
  return laneNamed(chosen.name);
}

function describeChoice({ name, why }: LaneChoice): string {
  return name === "released"
    ? `from the projects' releases: ${why}`
    : `built from source, half an hour on two cores: ${why}`;
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
    shown.fail(error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error));
    throw error;
  }
}
