import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../../components/parts/cache.ts";

/** What the source lane has built on this machine. */
export interface SourceBuilt {
  /** Has bin, plugins, images, docker, charts and manifests. */
  readonly directory: string;
  /** Changes with what was built. */
  readonly key: string;
}

/** The latest toolchain in the cache that was built from source. */
export function findSourceBuilt(): SourceBuilt | undefined {
  const toolchains = join(cacheDirectory(), "toolchains");
  const [latest] = (existsSync(toolchains) ? readdirSync(toolchains) : [])
    .map((key) => ({ key, directory: join(toolchains, key) }))
    .filter(({ directory }) => existsSync(join(directory, "docker", "layers")))
    .sort((one, other) => timeOf(other.directory) - timeOf(one.directory));
  return latest;
}

function timeOf(directory: string): number {
  return statSync(directory).mtimeMs;
}

/** Text of a file of it. */
export function readSourceBuilt({ directory }: SourceBuilt, ...path: string[]): string {
  return readFileSync(join(directory, ...path), "utf8");
}
