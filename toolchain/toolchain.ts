import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectories, type CacheDirectories } from "./cache/directories.ts";
import { toolchainKey, withDependencies } from "./parts/part.ts";
import type { PartRecord } from "./parts/part-store.ts";
import { toolchainParts } from "./from-source/parts.ts";
import { type Reach, registriesOnly } from "./lanes/reachability.ts";
import { images, podinfoVersions, versions } from "./versions.ts";

/** A plugin of Pulumi's, as Pulumi knows it. */
export interface PulumiPlugin {
  readonly name: string;
  /** Without a `v`; the version of the npm package that goes with it. */
  readonly version: string;
  /** The executable. */
  readonly program: string;
}

/** A complete set of tools and images. */
export interface Toolchain {
  readonly directory: string;
  /** What the program makes a lab of: its parts.json. */
  readonly partsFile: string;
  /** Directory of the tools, to be put first on PATH. */
  readonly bin: string;
  /** Plugins to be put where Pulumi looks: found on PATH they come with a warning at every run. */
  readonly plugins: readonly PulumiPlugin[];
  /** Archives of the images that clusters run; mounted read-only into every node. */
  readonly imageArchives: string;
  /** podinfo-VERSION.tgz. */
  readonly charts: string;
  /** What Flux installs, one YAML file; images carry their released names. */
  readonly fluxManifests: string;
  /** References of the images in Docker. */
  readonly images: { readonly gitea: string; readonly node: string; readonly k3dTools: string };
  /** The version released upstream first. */
  readonly podinfoVersions: readonly string[];
  readonly traefikImage: string;
  /** Without a `v`. */
  readonly fluxVersion: string;
  /** It was made on a machine that reaches package registries only. */
  readonly registriesOnly: boolean;
}

/** What is written down in a toolchain's own directory. */
export interface ToolchainRecord {
  readonly key: string;
  readonly reach: Reach;
  readonly parts: readonly PartRecord[];
}

export const recordName = "toolchain.json";

/** Where a toolchain for such a machine is, or will be. */
export function toolchainDirectory(cache: CacheDirectories, reach: Reach): string {
  return join(cache.toolchains, toolchainKey(withDependencies(toolchainParts(reach))));
}

/** The complete toolchain that is there, whatever the machine reached when it was made. */
export function findToolchain(
  cache: CacheDirectories,
): { toolchain: Toolchain; record: ToolchainRecord } | undefined {
  const reaches = [
    { releases: true, images: true },
    { releases: true, images: false },
    { releases: false, images: true },
    registriesOnly,
  ];
  for (const reach of reaches) {
    const directory = toolchainDirectory(cache, reach);
    try {
      const text = readFileSync(join(directory, recordName), "utf8");
      return {
        toolchain: describeToolchainAt(directory, reach),
        record: JSON.parse(text) as ToolchainRecord,
      };
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The toolchain in `directory`. */
export function describeToolchainAt(directory: string, reach: Reach): Toolchain {
  return {
    directory,
    partsFile: join(cacheDirectories().root, "parts.json"),
    bin: join(directory, "bin"),
    plugins: pluginsIn(join(directory, "plugins")),
    imageArchives: join(directory, "images"),
    charts: join(directory, "charts"),
    fluxManifests: join(directory, "manifests", "flux-install.yaml"),
    images: { gitea: images.gitea, node: images.node, k3dTools: images.k3dTools },
    podinfoVersions,
    traefikImage: images.traefik,
    fluxVersion: versions.flux,
    registriesOnly: !reach.releases,
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
