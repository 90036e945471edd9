/** A repository and its first content. */
export interface RepositoryPlan {
  /** The organisation in Gitea. */
  owner: string;
  repository: string;
  description: string;
  /** Path to text. */
  files: Record<string, string>;
  /** The account that people push with. */
  developer: string;
}

/** A shape of the lab as data, from which the program makes the same components for all. */
export interface Topology {
  /** What every cluster follows, each from the directory `clusters/NAME` on. */
  platform: RepositoryPlan;
}

/** What seeds are written with. */
export interface SeedValues {
  clusters: readonly string[];
  /** URL of the chart registry inside the lab. */
  chartRegistry: string;
  podinfoVersion: string;
  traefikImage: string;
  driftCheckInterval: string;
}
