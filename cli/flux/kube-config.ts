import { existsSync } from "node:fs";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";

/** How to reach a cluster of the lab; throws when there is none of that name. */
export function loadKubeConfig(places: LabPlaces, cluster: string): KubeConfig {
  const file = join(places.state, "kubeconfigs", cluster);
  if (!existsSync(file)) {
    throw new LabError(`there is no kubeconfig of cluster "${cluster}": ${file}`, {
      remedy: "./lab up",
    });
  }
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}
