import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { clusterColour } from "./colour.ts";
import type { SeedValues } from "./topology.ts";

const seedsDirectory = join(import.meta.dirname, "..", "..", "gitops-repo");

/**
 * A seed as it goes into Git: path to text. What lies under `__CLUSTER__` is written once for every
 * cluster, the rest once; names between double underscores are filled in.
 *
 * @throws when the seed uses a name that nothing fills in
 */
export function renderSeed(seed: string, values: SeedValues): Record<string, string> {
  const directory = join(seedsDirectory, seed);
  const common = {
    CHART_REGISTRY: values.chartRegistry,
    PODINFO_VERSION: values.podinfoVersion,
    TRAEFIK_IMAGE: values.traefikImage,
    DRIFT_CHECK_INTERVAL: values.driftCheckInterval,
  };
  const files: Record<string, string> = {};
  for (const path of listFiles(directory)) {
    const text = readFileSync(join(directory, path), "utf8");
    const variants = path.includes("__CLUSTER__") ? values.clusters.map(clusterNames) : [{}];
    for (const names of variants) {
      const all = { ...common, ...names };
      files[fillIn(path, all)] = fillIn(text, all);
    }
  }
  return files;
}

function clusterNames(cluster: string) {
  return { CLUSTER: cluster, COLOUR: clusterColour(cluster) };
}

function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/__([A-Z_]+?)__/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`the seed names __${name}__; known are ${Object.keys(values).join(", ")}`);
    }
    return value;
  });
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}
