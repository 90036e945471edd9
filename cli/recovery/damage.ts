import type { DockerItem } from "../docker/inventory.ts";
import {
  commandType,
  scriptEnvironment,
  type StateExport,
  type StateResource,
} from "./deployed-state.ts";

/** Where Docker and the state disagree, and what to do about it before Pulumi runs. */
export interface Damage {
  /** What is gone, for people, such as `cluster fluxlab-one`. */
  readonly gone: readonly string[];
  /** URNs that a refresh of Docker's resources drops from the state. */
  readonly refresh: readonly string[];
  /** URNs that go with all that depends on them: no refresh sees that they are gone. */
  readonly destroy: readonly string[];
  /** Volumes of Gitea that are gone, by name. */
  readonly lostVolumes: readonly string[];
  /** Containers under another name. */
  readonly renamed: readonly { from: string; to: string }[];
  readonly paused: readonly string[];
  readonly stopped: readonly string[];
  /** Of no use any more, and in the way. */
  readonly leftovers: readonly DockerItem[];
}

/** What a resource in the state stands for in Docker. */
interface Expected {
  readonly resource: StateResource;
  readonly kind: DockerItem["kind"];
  readonly name: string;
  /** k3d's name of a cluster. */
  readonly k3dCluster?: string;
}

const dockerTypes: Record<string, DockerItem["kind"]> = {
  "docker:index/container:Container": "container",
  "docker:index/volume:Volume": "volume",
  "docker:index/network:Network": "network",
};

function expected(resource: StateResource): Expected[] {
  const kind = dockerTypes[resource.type];
  const name = resource.inputs?.["name"];
  if (kind !== undefined && typeof name === "string") {
    return [{ resource, kind, name }];
  }
  const k3dCluster = scriptEnvironment(resource)["K3D_CLUSTER"];
  return resource.type === commandType && typeof k3dCluster === "string"
    ? [{ resource, kind: "container", name: `k3d-${k3dCluster}-server-0`, k3dCluster }]
    : [];
}

/** Compares the state with what is in Docker. */
export function findDamage(state: StateExport, inventory: readonly DockerItem[]): Damage {
  const resources = state.deployment.resources ?? [];
  const known = resources.flatMap(expected);
  const pending = (state.deployment.pending_operations ?? []).map(({ resource }) => resource);
  const { found, renamed } = locate(known, inventory);

  const there = new Set(found.values());
  const isKnown = (item: DockerItem) => there.has(item);
  // A network that the state has lost cannot go while a node is on it.
  const isNetworkLost = inventory.some((item) => item.kind === "network" && !isKnown(item));
  const strangers = inventory.filter(
    (item) =>
      !isKnown(item) &&
      (isLeftover(item, known, pending.flatMap(expected)) ||
        (isNetworkLost && item.kind === "container")),
  );
  const missing = known.filter((entry) => !found.has(entry));
  const lost = (kind: DockerItem["kind"]) => missing.filter((entry) => entry.kind === kind);
  // A container keeps to the network that it was made on, even when there is another of its name;
  // and a network cannot go while one is on it.
  const noNetwork = lost("network").length > 0 || strangers.some(({ kind }) => kind === "network");
  const noVolume = lost("volume").length > 0;
  const gone = known.filter(
    (entry) =>
      missing.includes(entry) ||
      (entry.kind === "container" && (noNetwork || (noVolume && entry.k3dCluster === undefined))),
  );

  const alive = known.filter((entry) => found.has(entry) && !gone.includes(entry));
  const inState = (wanted: RegExp) =>
    alive.flatMap((entry) => {
      const item = found.get(entry);
      return item?.kind === "container" && wanted.test(item.state) ? [entry.name] : [];
    });
  return {
    gone: gone.map(title),
    refresh: gone
      .filter(({ k3dCluster, kind }) => k3dCluster === undefined && kind !== "volume")
      .map(({ resource }) => resource.urn),
    destroy: [
      ...gone.filter(({ k3dCluster }) => k3dCluster !== undefined).map(urnOf),
      ...lost("volume").map(urnOf),
    ],
    lostVolumes: lost("volume").map(({ name }) => name),
    renamed: renamed.filter(({ to }) => alive.some(({ name }) => name === to)),
    paused: inState(/paused/),
    stopped: inState(/exited|created|dead/),
    leftovers: [...strangers, ...gone.flatMap((entry) => found.get(entry) ?? [])],
  };
}

/** Whether the state has anything that is in Docker. */
export function knowsAny(state: StateExport, inventory: readonly DockerItem[]): boolean {
  const known = (state.deployment.resources ?? []).flatMap(expected);
  return locate(known, inventory).found.size > 0;
}

/** What is there of what is expected, also under another name. */
function locate(known: readonly Expected[], inventory: readonly DockerItem[]) {
  const found = new Map<Expected, DockerItem>();
  const renamed: { from: string; to: string }[] = [];
  for (const entry of known) {
    const { kind, name, k3dCluster, resource } = entry;
    const same = inventory.filter((item) => item.kind === kind);
    const item =
      same.find((candidate) => candidate.name === name) ??
      same.find(
        ({ id, labels }) =>
          kind === "container" &&
          (k3dCluster === undefined
            ? id !== "" && id === resource.id
            : labels["k3d.cluster"] === k3dCluster && labels["k3d.role"] === "server"),
      );
    if (item !== undefined) {
      found.set(entry, item);
      if (item.name !== name) {
        renamed.push({ from: item.name, to: name });
      }
    }
  }
  return { found, renamed };
}

/**
 * A container or network that stands in the way of the one that Pulumi is going to make. A cluster
 * counts only when its making was cut short: a whole one is taken over by the script that makes it.
 * A volume never counts: what people made lies in it, and whoever makes it takes it over.
 */
function isLeftover(
  item: DockerItem,
  known: readonly Expected[],
  pending: readonly Expected[],
): boolean {
  const is = ({ kind, name }: Expected) => item.kind === kind && item.name === name;
  const cluster = item.labels["k3d.cluster"];
  if (item.kind === "volume" || known.some(is)) {
    return false;
  }
  return cluster === undefined
    ? item.labels["k3d.role"] === undefined
    : pending.some(({ k3dCluster }) => k3dCluster === cluster) &&
        !known.some(({ k3dCluster }) => k3dCluster === cluster);
}

/** Whether this is the command that makes Gitea's administrator. */
export function isAdministrator(resource: StateResource): boolean {
  return resource.type === commandType && "ADMINISTRATOR" in scriptEnvironment(resource);
}

function urnOf({ resource }: Expected): string {
  return resource.urn;
}

function title({ kind, name, k3dCluster }: Expected): string {
  return k3dCluster === undefined ? `${kind} ${name}` : `cluster ${k3dCluster}`;
}
