import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { BuildContext } from "./build-context.ts";

/** Where a finished part came from. */
export type Origin = "PATH" | "release" | "registry" | "package" | "source" | "project";

/** A piece of the toolchain that is made, kept and reused by itself. */
export interface Part {
  /** File name friendly, unique. */
  readonly id: string;
  /** What people read while it is made. */
  readonly title: string;
  /** Version of what is in it. */
  readonly version: string;
  /** Everything that decides the result, as JSON: versions, flags, a revision of the recipe. */
  readonly inputs: unknown;
  /** Files and directories of the project whose content decides the result. */
  readonly files?: readonly string[];
  /** Parts that must be there first. */
  readonly dependencies?: readonly Part[];
  /** Makes it in `context.directory` and says where it came from. */
  build(context: BuildContext): Promise<Origin>;
}

/** Directories of a part that become directories of the toolchain; the rest is for other parts. */
export const toolchainDirectories = [
  "bin",
  "plugins",
  "images",
  "charts",
  "manifests",
  "docker",
] as const;

const hashes = new WeakMap<Part, string>();

/**
 * Hash of everything that decides a part, 16 hex digits. Paths of this machine are not in it: files
 * count by their content and by their name inside the directory that was listed. It is worked out
 * once: a file that changes while parts are made changes nothing until the next run.
 */
export function partHash(part: Part): string {
  const known = hashes.get(part) ?? hashInputs(part);
  hashes.set(part, known);
  return known;
}

function hashInputs(part: Part): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([part.id, process.arch, part.version, part.inputs]));
  for (const file of part.files ?? []) {
    for (const path of filesUnder(file)) {
      hash.update(`\0${relative(file, path)}\0${String(statSync(path).mode & 0o100)}\0`);
      hash.update(readFileSync(path));
    }
  }
  for (const dependency of part.dependencies ?? []) {
    hash.update(`\0${dependency.id}-${partHash(dependency)}`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Hash of a whole toolchain, 16 hex digits. */
export function toolchainKey(parts: readonly Part[]): string {
  const list = parts.map((part) => `${part.id}-${partHash(part)}`).sort();
  return createHash("sha256").update(list.join("\n")).digest("hex").slice(0, 16);
}

/** All parts that `parts` need, themselves included, dependencies first. */
export function withDependencies(parts: readonly Part[]): Part[] {
  const all = new Map<string, Part>();
  const add = (part: Part): void => {
    if (!all.has(part.id)) {
      part.dependencies?.forEach(add);
      all.set(part.id, part);
    }
  };
  parts.forEach(add);
  return [...all.values()];
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
