import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { type CacheDirectories, cacheDirectories } from "../cache/directories.ts";
import type { Progress, Step } from "../progress.ts";
import { ToolchainError } from "../toolchain-error.ts";
import { findImage } from "./load-images.ts";

/** Pauses in ms before another try: a registry that limits pulls asks for patience. */
const pauses = [2_000, 10_000, 30_000];

/** Longest time for one try, in ms. Docker keeps the layers that it has for the next one. */
const limit = 20 * 60_000;

/**
 * Has Docker pull those images that it does not have, all at once.
 * @param waits pauses in ms between tries
 * @throws ToolchainError that says for each registry what is wrong with it and what to do
 */
export async function pullImages(
  references: readonly string[],
  progress: Progress,
  waits: readonly number[] = pauses,
): Promise<void> {
  const found = await Promise.all(references.map(findImage));
  const missing = references.filter((_, index) => found[index] === undefined);
  const problems = await Promise.all(
    missing.map(async (reference) => {
      const step = progress.step(`pull ${reference}`);
      const problem = await pull(reference, step, waits);
      if (problem === undefined) {
        step.done();
      } else {
        step.fail(problem.split("\n", 1)[0] ?? "");
      }
      return { reference, problem };
    }),
  );
  const pulled = problems.filter(({ problem }) => problem === undefined);
  await notePulled(pulled.map(({ reference }) => reference));
  const failures = problems.flatMap(({ reference, problem }) =>
    problem === undefined ? [] : [describeFailure(reference, problem)],
  );
  if (failures.length > 0) {
    throw new ToolchainError(failures.join("\n\n"));
  }
}

/** The registry that a reference belongs to. */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
}

/** What is wrong with a registry, and what to do about it. */
export function describeFailure(reference: string, said: string): string {
  const registry = registryOf(reference);
  const build = "or build the images here, which takes half an hour: ./lab up --from-source";
  const place = registry === "docker.io" ? "" : ` ${registry}`;
  if (/toomanyrequests|429|rate limit/i.test(said)) {
    return (
      `${registry} limits how much is pulled from it, so Docker could not pull ${reference}.\n` +
      `Wait an hour, or type: docker login${place}; ${build}\nIt said: ${said}`
    );
  }
  return (
    `Docker could not pull ${reference} from ${registry}.\n` +
    `Let Docker reach ${registry}: behind a proxy, the daemon needs it in its own settings ` +
    "(https://docs.docker.com/engine/daemon/proxy/); where a mirror is used, registry-mirrors in " +
    `/etc/docker/daemon.json; ${build}\nIt said: ${said}`
  );
}

/** What was wrong at last; undefined when the image is there. */
async function pull(
  reference: string,
  step: Step,
  waits: readonly number[],
): Promise<string | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    let layers = 0;
    const child = execa("docker", ["pull", reference], {
      reject: false,
      all: true,
      stdin: "ignore",
      timeout: limit,
    });
    child.stdout.on("data", (text: Buffer) => {
      layers += text.toString().split("Pull complete").length - 1;
      step.update(`${layers} layers there`);
    });
    const result = await child;
    if (!result.failed) {
      return undefined;
    }
    const said = result.timedOut
      ? `not done within ${limit / 60_000} min, ${layers} layers there`
      : result.all.trim().split("\n").slice(-3).join("\n") || (result.shortMessage ?? "");
    const wait = waits[attempt];
    // Nobody gets what does not exist or is forbidden by asking again.
    if (wait === undefined || /manifest unknown|not found|denied|no such host/i.test(said)) {
      return said;
    }
    step.update(`${said.split("\n", 1)[0] ?? ""}; again in ${wait / 1000} s`);
    await sleep(wait);
  }
}

function noteFile(cache: CacheDirectories): string {
  return join(cache.root, "pulled-images.json");
}

/** The images that were pulled here, and not by the user before. */
export async function pulledImages(cache = cacheDirectories()): Promise<string[]> {
  const text = await readFile(noteFile(cache), "utf8").catch(() => "[]");
  return JSON.parse(text) as string[];
}

async function notePulled(references: readonly string[]): Promise<void> {
  if (references.length > 0) {
    const cache = cacheDirectories();
    const all = new Set([...(await pulledImages(cache)), ...references]);
    await mkdir(dirname(noteFile(cache)), { recursive: true });
    await writeFile(noteFile(cache), JSON.stringify([...all]));
  }
}
