import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CacheDirectories } from "./cache/directories.ts";
import { settledLane } from "./cache/settled-lane.ts";
import { wishedLane } from "./lanes/decide-lane.ts";
import type { Lane, LaneName } from "./lanes/lane.ts";
import { laneNamed } from "./lanes/lanes.ts";
import { toolchainKey, withDependencies } from "./parts/part.ts";
import type { PartRecord } from "./parts/part-store.ts";
import { versions } from "./versions.ts";

/** A plugin of Pulumi's, as Pulumi knows it. */
export interface PulumiPlugin {
  readonly name: string;
  /** Without a `v`; the version of the npm package that goes with it. */
  readonly version: string;
  /** The executable. */
  readonly program: string;
}

/** A complete set of tools. */
export interface Toolchain {
  readonly lane: LaneName;
  readonly directory: string;
  /** What the program makes a lab of: its parts.json. */
  readonly partsFile: string;
  /** Directory of the tools, to be put first on PATH. */
  readonly bin: string;
  /** Plugins to be put where Pulumi looks: found on PATH they come with a warning at every run. */
  readonly plugins: readonly PulumiPlugin[];
  /** k3d's helper image. */
  readonly k3dToolsImage: string;
}

/** What is written down in a toolchain's own directory. */
export interface ToolchainRecord {
  readonly key: string;
  readonly lane: LaneName;
  readonly parts: readonly PartRecord[];
}

export const recordName = "toolchain.json";
export const partsFileName = "parts.json";

/** Where a lane's toolchain is, or will be. */
export function toolchainDirectory(cache: CacheDirectories, lane: Lane): string {
  return join(cache.toolchains, toolchainKey(withDependencies(lane.parts)));
}

/** The complete toolchain that is there: of the lane that is wished, else of the one used last. */
export function findToolchain(
  cache: CacheDirectories,
): { toolchain: Toolchain; record: ToolchainRecord } | undefined {
  const chosen = wishedLane() ?? settledLane(cache);
  for (const name of chosen === undefined ? (["released", "source"] as const) : [chosen]) {
    const lane = laneNamed(name);
    const directory = toolchainDirectory(cache, lane);
    try {
      const text = readFileSync(join(directory, recordName), "utf8");
      const record = JSON.parse(text) as ToolchainRecord;
      return { toolchain: describeToolchainAt(directory, lane), record };
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The toolchain in `directory`. */
export function describeToolchainAt(directory: string, lane: Lane): Toolchain {
  return {
    lane: lane.name,
    directory,
    partsFile: join(directory, partsFileName),
    bin: join(directory, "bin"),
    plugins: pluginsIn(join(directory, "plugins")),
    k3dToolsImage: lane.k3dToolsImage ?? `ghcr.io/k3d-io/k3d-tools:${versions.k3d}`,
  };
}

function pluginsIn(directory: string): PulumiPlugin[] {
  const plugin = (name: string, version: string) => ({
    name,
    version,
    program: join(directory, `pulumi-resource-${name}`),
  });
  return [
    plugin("docker", versions.pulumiDocker),
    plugin("command", versions.pulumiCommand),
    plugin("kubernetes", versions.pulumiKubernetes),
  ];
}
