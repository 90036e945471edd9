import type { DockerItem } from "../docker/inventory.ts";
import type { StateExport, StateResource } from "./state-export.ts";
import { closure, dependencies } from "./forget.ts";

/** What the state believes in and Docker does not have. */
export interface Vanished {
  /** Names for people, such as `cluster core-app`. */
  readonly descriptions: readonly string[];
  /** Everything that went with it. */
  readonly urns: ReadonlySet<string>;
  /** k3d's names of clusters of which a part may be left. */
  readonly k3dClusters: readonly string[];
}

/** Things that a resource in the state stands for. */
interface Expected {
  readonly resource: StateResource;
  readonly kind: DockerItem["kind"];
  readonly name: string;
  readonly k3dCluster?: string;
  readonly description: string;
}

/** Compares the state with what is in Docker. */
export function findVanished(state: StateExport, inventory: readonly DockerItem[]): Vanished {
  const resources = state.deployment.resources ?? [];
  const missing = resources
    .flatMap(expected)
    .filter(
      ({ kind, name }) => !inventory.some((item) => item.kind === kind && item.name === name),
    );
  const roots = missing.flatMap(({ resource, kind }) => [
    resource.urn,
    // With its volume the server lost its content: whatever was made in it beside it goes too.
    ...(kind === "volume" ? siblingsOn(resources, resource) : []),
  ]);
  return {
    descriptions: missing.map(({ description }) => description),
    urns: closure(resources, roots),
    k3dClusters: missing.flatMap(({ k3dCluster }) => k3dCluster ?? []),
  };
}

/** Containers of the state that exist but do not run. */
export function findStopped(state: StateExport, inventory: readonly DockerItem[]): string[] {
  return (state.deployment.resources ?? [])
    .flatMap(expected)
    .filter(({ kind }) => kind === "container")
    .map(({ name }) => name)
    .filter((name) =>
      inventory.some(
        (item) =>
          item.kind === "container" && item.name === name && /exited|created|dead/.test(item.state),
      ),
    );
}

/** Docker items that no resource of the state stands for. */
export function findUnknown(state: StateExport, inventory: readonly DockerItem[]): DockerItem[] {
  const known = (state.deployment.resources ?? []).flatMap(expected);
  const clusters = new Set(known.flatMap(({ k3dCluster }) => k3dCluster ?? []));
  return inventory.filter(
    (item) =>
      !known.some(({ kind, name }) => item.kind === kind && item.name === name) &&
      !clusters.has(item.labels["k3d.cluster"] ?? ""),
  );
}

/** Clusters by their own name, as the state's create scripts were told. */
export function clustersInState(state: StateExport): string[] {
  return (state.deployment.resources ?? []).flatMap((resource) => {
    const cluster = scriptEnvironment(resource)["CLUSTER"];
    return typeof cluster === "string" && resource.type === commandType ? [cluster] : [];
  });
}

const commandType = "command:local:Command";
const dockerTypes: Record<string, DockerItem["kind"]> = {
  "docker:index/container:Container": "container",
  "docker:index/volume:Volume": "volume",
  "docker:index/network:Network": "network",
};

function expected(resource: StateResource): Expected[] {
  const kind = dockerTypes[resource.type];
  const name = resource.inputs?.["name"];
  if (kind !== undefined && typeof name === "string") {
    return [{ resource, kind, name, description: `${kind} ${name}` }];
  }
  const k3dCluster = scriptEnvironment(resource)["K3D_CLUSTER"];
  if (resource.type === commandType && typeof k3dCluster === "string") {
    const container = `k3d-${k3dCluster}-server-0`;
    return [
      {
        resource,
        kind: "container",
        name: container,
        k3dCluster,
        description: `cluster ${k3dCluster}`,
      },
    ];
  }
  return [];
}

function scriptEnvironment(resource: StateResource): Readonly<Record<string, unknown>> {
  const environment = resource.inputs?.["environment"];
  return typeof environment === "object" && environment !== null
    ? (environment as Record<string, unknown>)
    : {};
}

function siblingsOn(resources: readonly StateResource[], volume: StateResource): string[] {
  return resources
    .filter((resource) => resource.parent === volume.parent && resource.id !== undefined)
    .filter((resource) => dependencies(resource).includes(volume.urn))
    .map((resource) => resource.urn);
}
