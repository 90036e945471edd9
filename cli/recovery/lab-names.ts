import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DockerItem, LabNames } from "../docker/inventory.ts";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { readLabSettings } from "../lab/lab-settings.ts";
import { readStateFile } from "./state-file.ts";
import { clustersInState } from "./deployed-state.ts";

/** How to find what the lab has in Docker; what is deployed counts more than what is configured. */
export function labNames(places: LabPlaces): LabNames {
  const settings = readLabSettings(places);
  const state = readStateFile(places);
  const resources = state?.deployment.resources ?? [];
  const deployed = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.[
    "namePrefix"
  ];
  const clusters = [
    ...settings.clusters,
    ...(state === undefined ? [] : clustersInState(state)),
    ...kubeconfigNames(places),
  ];
  return {
    namePrefix: typeof deployed === "string" ? deployed : settings.namePrefix,
    clusters: [...new Set(clusters)],
  };
}

/** How to find a lab that no state here knows: its nodes say which clusters it has. */
export function namesOfPrefix(namePrefix: string, inventory: readonly DockerItem[]): LabNames {
  const clusters = inventory
    .filter(({ labels }) => labels["fluxlab.lab"] === namePrefix)
    .flatMap(({ labels }) => labels["k3d.cluster"] ?? [])
    .map((cluster) => cluster.slice(namePrefix.length + 1));
  return { namePrefix, clusters: [...new Set(clusters)] };
}

/** The clusters that have a kubeconfig; much faster than asking Pulumi. */
export function kubeconfigNames(places: LabPlaces): string[] {
  try {
    return readdirSync(join(places.state, "kubeconfigs")).sort();
  } catch {
    return [];
  }
}
