import type { Settings } from "./settings.ts";
import { multiCluster } from "./topologies/multi-cluster.ts";
import type { SeedValues, Topology } from "./topologies/topology.ts";

/** The lab's possible shapes, by the value of the setting `topology`. */
const topologies: Record<Settings["topology"], (values: SeedValues) => Topology> = {
  "multi-cluster": multiCluster,
};

/** The shape that the settings choose. */
export function planTopology(
  settings: Settings,
  values: Omit<SeedValues, "clusters" | "driftCheckInterval">,
): Topology {
  const { topology, clusters, driftCheckInterval } = settings;
  return topologies[topology]({ ...values, clusters, driftCheckInterval });
}
