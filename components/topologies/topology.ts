import type { Extra } from "../settings/schema.ts";

/** A repository and its first content. */
export interface RepositoryPlan {
  /** Ends the names of its resources in Pulumi; no two plans have the same. */
  resourceName: string;
  /** The organisation in Gitea. */
  owner: string;
  /** Resource names of the repositories that this organisation has in other topologies. */
  ownerElsewhere: string[];
  repository: string;
  description: string;
  /** Path to text. */
  files: Record<string, string>;
  /** Clusters that decrypt what is in this repository's `secrets/CLUSTER`. */
  decryptedIn: readonly string[];
  /** The account that people push with. */
  developer: string;
}

/** Somebody who shares the clusters with others: a namespace in each, and a repository. */
export interface TenantPlan {
  /** Also the name of its organisation in Gitea and of its namespaces. */
  name: string;
  /** What its namespaces follow, each from the directory `clusters/CLUSTER` on. */
  repository: RepositoryPlan;
}

/** The namespace and name of an object in a cluster. */
export interface ObjectName {
  namespace: string;
  name: string;
}

/** A podinfo that every cluster has: where Git pins its version, what of Flux brings it, where it answers. */
export interface AppPlan {
  /** Whose it is; undefined when it is the platform team's. */
  tenant: string | undefined;
  /** Directory whose `CLUSTER/podinfo.yaml` pins the version, in the repository of whose it is. */
  directory: string;
  source: ObjectName;
  kustomization: ObjectName;
  helmRelease: ObjectName;
  /** Its host name in one cluster, without `.localhost`. */
  hostIn: (cluster: string) => string;
}

/** A shape of the lab as data, from which the program makes the same components for all. */
export interface Topology {
  /** What every cluster follows, each from the directory `clusters/NAME` on. */
  platform: RepositoryPlan;
  /** Everybody beside the platform team; none where one team has all of it. */
  tenants: TenantPlan[];
  /** Flux's controllers refuse what crosses namespaces, and whatever names no account. */
  lockdown: boolean;
  /** Every podinfo that a release can change. */
  apps: AppPlan[];
}

/** What seeds are written with. */
export interface SeedValues {
  clusters: readonly string[];
  tenants: readonly string[];
  /** Base URL of Gitea inside the lab. */
  giteaUrl: string;
  /** URL of the chart registry inside the lab. */
  chartRegistry: string;
  podinfoVersion: string;
  traefikImage: string;
  driftCheckInterval: string;
  extras: readonly Extra[];
}
