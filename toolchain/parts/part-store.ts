import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BuildContext } from "./build-context.ts";
import type { CacheDirectories } from "../cache/directories.ts";
import { type Origin, type Part, partHash, toolchainDirectories } from "./part.ts";
import type { Step } from "../progress.ts";
import { run } from "../system/run.ts";

/** What is written down about a finished part, in its `part.json`. */
export interface PartRecord {
  readonly id: string;
  /** Name of its directory among the parts. */
  readonly directory: string;
  readonly title: string;
  readonly version: string;
  readonly origin: Origin;
  /** How long it took to make, in seconds. */
  readonly seconds: number;
  /** What it adds to a toolchain, relative to the toolchain's directory. */
  readonly files: readonly string[];
}

const recordName = "part.json";

/** Keeps finished parts. A part is there completely or not at all: a directory appears by rename. */
export class PartStore {
  readonly #cache: CacheDirectories;

  constructor(cache: CacheDirectories) {
    this.#cache = cache;
  }

  /** Where the part is, or will be. */
  directory(part: Part): string {
    return join(this.#cache.parts, `${part.id}-${partHash(part)}`);
  }

  has(part: Part): boolean {
    return existsSync(join(this.directory(part), recordName));
  }

  async record(part: Part): Promise<PartRecord> {
    return JSON.parse(await readFile(join(this.directory(part), recordName), "utf8")) as PartRecord;
  }

  /** Makes the part, whose dependencies must be there. */
  async make(part: Part, step: Step): Promise<PartRecord> {
    const started = Date.now();
    const making = join(this.#cache.parts, `.making-${String(process.pid)}-${part.id}`);
    const scratch = join(this.#cache.build, "scratch", part.id);
    const log = join(this.#cache.build, "logs", `${part.id}.log`);
    for (const path of [making, scratch, log]) {
      await remove(path);
    }
    await mkdir(making, { recursive: true });
    await mkdir(scratch, { recursive: true });
    const context: BuildContext = {
      directory: making,
      scratch,
      cache: this.#cache,
      step,
      part: (dependency) => this.directory(dependency),
      run: (command, args, options) => run(command, args, { log, ...options }),
    };
    try {
      const origin = await part.build(context);
      const { id, title, version } = part;
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      const directory = basename(this.directory(part));
      const files = await contributedFiles(making);
      const record: PartRecord = { id, directory, title, version, origin, seconds, files };
      await writeFile(join(making, recordName), JSON.stringify(record, undefined, 2) + "\n");
      await remove(this.directory(part));
      await rename(making, this.directory(part));
      return record;
    } finally {
      await remove(making);
      await remove(scratch);
    }
  }

  /** Removes what runs that were killed left half made. */
  async removeLeftovers(): Promise<void> {
    await mkdir(this.#cache.parts, { recursive: true });
    for (const name of await readdir(this.#cache.parts)) {
      const pid = /^\.making-(\d+)-/.exec(name)?.[1];
      if (pid !== undefined && !existsSync(join("/proc", pid))) {
        await remove(join(this.#cache.parts, name));
      }
    }
  }
}

/** Programs, archives, charts and so on; layers of images are not worth mentioning. */
async function contributedFiles(part: string): Promise<string[]> {
  const files: string[] = [];
  for (const name of toolchainDirectories) {
    const entries = await readdir(join(part, name), { withFileTypes: true }).catch(() => []);
    files.push(...entries.filter((entry) => entry.isFile()).map((entry) => join(name, entry.name)));
  }
  return files.sort();
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
