import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { clusterColour } from "./colour.ts";
import type { SeedValues } from "./topology.ts";

/** The seeds of all repositories. */
export const seedsDirectory = join(import.meta.dirname, "..", "..", "gitops-repo");

/**
 * Seeds as they go into one repository: path to text. A file with `__CLUSTER__` or `__TENANT__` in its
 * path is written once for every cluster or tenant, the rest once; names between double underscores
 * are filled in, also those of `names`.
 *
 * @throws when a seed uses a name that nothing fills in, or two seeds have the same file
 */
export function renderSeed(
  seeds: string[],
  values: SeedValues,
  names: Record<string, string> = {},
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const seed of seeds) {
    const directory = join(seedsDirectory, seed);
    for (const template of listFiles(directory)) {
      const text = readFileSync(join(directory, template), "utf8");
      for (const variant of variants(template, values)) {
        const all = { ...variant, ...names };
        const path = fillIn(template, all);
        if (files[path] !== undefined) {
          throw new Error(`the seeds ${seeds.join(" and ")} both have ${path}`);
        }
        files[path] = fillIn(text, all);
      }
    }
  }
  return files;
}

/** What to fill in, once for every file that becomes of the template. */
function variants(template: string, values: SeedValues): Record<string, string>[] {
  const { clusters, tenants } = values;
  const withJobs = values.extras.includes("jobs");
  const common = {
    GITEA_URL: values.giteaUrl,
    CHART_REGISTRY: values.chartRegistry,
    PODINFO_VERSION: values.podinfoVersion,
    TRAEFIK_IMAGE: values.traefikImage,
    DRIFT_CHECK_INTERVAL: values.driftCheckInterval,
    APPS_DEPEND_ON: withJobs ? "apps-pre" : "infra-configs",
    TENANT_APPS_DEPEND_ON: withJobs ? "{ name: apps-pre }" : "",
  };
  const perCluster = template.includes("__CLUSTER__")
    ? clusters.map((cluster) => ({ CLUSTER: cluster, COLOUR: clusterColour(cluster) }))
    : [{}];
  const perTenant = template.includes("__TENANT__")
    ? tenants.map((tenant) => ({ TENANT: tenant }))
    : [{}];
  return perCluster.flatMap((cluster) =>
    perTenant.map((tenant) => ({ ...common, ...cluster, ...tenant })),
  );
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
