import { extraSeeds, withExtra } from "./extras.ts";
import { renderSeed } from "./seed.ts";
import type { SeedValues, Topology } from "./topology.ts";

/** One repository for all: infrastructure, apps, and what differs from cluster to cluster. */
export function multiCluster(values: SeedValues): Topology {
  return {
    platform: {
      resourceName: "fleet",
      owner: "platform",
      ownerElsewhere: ["platform"],
      repository: "fleet",
      description: "Everything that runs in the lab's clusters",
      files: renderSeed(
        ["common", "multi-cluster", ...extraSeeds(values.extras, "common", "multi-cluster")],
        values,
      ),
      decryptedIn: withExtra("secrets", values) ? values.clusters : [],
      developer: "developer",
    },
    tenants: [],
    lockdown: false,
    apps: [
      {
        tenant: undefined,
        directory: "apps",
        source: { namespace: "flux-system", name: "flux-system" },
        kustomization: { namespace: "flux-system", name: "apps" },
        helmRelease: { namespace: "podinfo", name: "podinfo" },
        hostIn: (cluster) => `podinfo.${cluster}`,
      },
    ],
  };
}
