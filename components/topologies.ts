import type { Settings } from "./settings.ts";
import { multiCluster } from "./topologies/multi-cluster.ts";
import { multiTenancy } from "./topologies/multi-tenancy.ts";
import type { SeedValues, Topology } from "./topologies/topology.ts";

/** The lab's possible shapes, by the value of the setting `topology`. */
const topologies: Record<Settings["topology"], (values: SeedValues) => Topology> = {
  "multi-cluster": multiCluster,
  "multi-tenancy": multiTenancy,
};

/** The shape that the settings choose. */
export function planTopology(
  settings: Settings,
  values: Omit<SeedValues, "clusters" | "tenants" | "driftCheckInterval">,
): Topology {
  const { topology, clusters, tenants, driftCheckInterval } = settings;
  return topologies[topology]({ ...values, clusters, tenants, driftCheckInterval });
}
