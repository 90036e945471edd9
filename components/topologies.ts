import { multiCluster } from "./topologies/multi-cluster.ts";
import { multiTenancy } from "./topologies/multi-tenancy.ts";
import type { SeedValues, Topology } from "./topologies/topology.ts";

/** The lab's possible shapes, by the value of the setting `topology`. */
export const topologies = {
  "multi-cluster": multiCluster,
  "multi-tenancy": multiTenancy,
} as const satisfies Record<string, (values: SeedValues) => Topology>;

/** The name of a shape. */
export type TopologyName = keyof typeof topologies;

/** The names of all shapes, the default first. */
export const topologyNames = Object.keys(topologies) as TopologyName[];
