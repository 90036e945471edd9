import { clustersInState, type StateExport } from "../recovery/deployed-state.ts";

/** What is deployed, as far as settings can take it away. */
export interface Deployed {
  readonly clusters: readonly string[];
  /** None in a topology without tenants. */
  readonly tenants: readonly string[];
  /** Undefined before the first `up` came to its end. */
  readonly namePrefix: string | undefined;
  readonly topology: string | undefined;
}

/** What a change of the settings takes away. */
export interface Removals {
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
  /** Another prefix makes all of the lab anew: the one that it has now, otherwise undefined. */
  readonly namePrefix: string | undefined;
  /** The lab gets another shape; its old repositories go, after people's commits are saved. */
  readonly switches: boolean;
}

/** Reads it from the state; tenants' names are those of their components. */
export function deployedIn(state: StateExport): Deployed {
  const resources = state.deployment.resources ?? [];
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  const text = (name: string): string | undefined => {
    const value = outputs[name];
    return typeof value === "string" ? value : undefined;
  };
  const tenants = resources.flatMap(({ urn, type }) => {
    const [, tenant] = /::tenant-([^:]+)$/.exec(urn) ?? [];
    return type === "fluxlab:components:GitOpsRepo" && tenant !== undefined ? [tenant] : [];
  });
  return {
    clusters: clustersInState(state),
    tenants,
    namePrefix: text("namePrefix"),
    topology: text("topology"),
  };
}

/** What `up` would delete. Settings that are no lists of names are refused by the program. */
export function removals(
  deployed: Deployed,
  settings: Readonly<Record<string, unknown>>,
): Removals {
  const { namePrefix, topology } = settings;
  const switches = deployed.topology !== undefined && deployed.topology !== topology;
  const missing = (names: readonly string[], list: unknown): string[] =>
    Array.isArray(list) ? names.filter((name) => !list.includes(name)) : [];
  const isOther = deployed.namePrefix !== undefined && deployed.namePrefix !== namePrefix;
  return {
    clusters: missing(deployed.clusters, settings["clusters"]),
    // Whoever sets another topology has said that tenants come or go.
    tenants: switches ? [] : missing(deployed.tenants, settings["tenants"]),
    namePrefix: isOther ? deployed.namePrefix : undefined,
    switches,
  };
}

/** What goes, in words; empty when nothing does. */
export function describeRemovals({ clusters, tenants, namePrefix }: Removals): string[] {
  return [
    ...(namePrefix === undefined
      ? []
      : [`all of lab ${namePrefix}, Gitea and its repositories too: the name prefix is another`]),
    ...clusters.map((name) => `cluster ${name}`),
    ...tenants.map((name) => `tenant ${name} with its repository and namespaces`),
  ];
}
