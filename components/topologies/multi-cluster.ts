import { renderSeed } from "./seed.ts";
import type { SeedValues, Topology } from "./topology.ts";

/** One repository for all: infrastructure, apps, and what differs from cluster to cluster. */
export function multiCluster(values: SeedValues): Topology {
  return {
    platform: {
      owner: "platform",
      repository: "fleet",
      description: "Everything that runs in the lab's clusters",
      files: renderSeed("multi-cluster", values),
      developer: "developer",
    },
  };
}
