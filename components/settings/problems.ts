import type { HostFacts } from "./host.ts";
import { describeProblem, type SettingName, settingRules, type Settings } from "./schema.ts";
import type { Slots } from "./slots.ts";
import { clusterNetworks, freeSubnet, parseSubnet, size, subnetsOverlap } from "./subnet.ts";

/** The settings that passed their own rule; the others are missing, so that the rest can still be checked. */
export type SoundSettings = Partial<Settings>;

/** MiB that one cluster with Flux and podinfo takes at its peak, measured: docs/performance.md. */
export const memoryPerCluster = 800;
/** MiB that Gitea takes. */
export const memoryOfGitea = 250;

/** Every setting that its rule refuses, in words, and the settings that are left. */
export function checkRules(values: Record<SettingName, unknown>): {
  problems: string[];
  sound: SoundSettings;
} {
  const names = Object.keys(settingRules) as SettingName[];
  const passes = (name: SettingName) => settingRules[name].schema.safeParse(values[name]).success;
  return {
    problems: names
      .filter((name) => !passes(name))
      .map((name) => describeProblem(name, values[name])),
    sound: Object.fromEntries(
      names.filter(passes).map((name) => [name, settingRules[name].schema.parse(values[name])]),
    ),
  };
}

/** A loopback port that the lab wants, and the setting it follows from. */
export interface WantedPort {
  setting: "giteaPort" | "firstIngressPort" | "firstApiPort";
  port: number;
}

/** The loopback ports that a lab with these settings wants; a cluster keeps the slot that it has. */
export function wantedPorts(settings: SoundSettings, slots: Slots = {}): WantedPort[] {
  const taken = chooseSlots(settings.clusters ?? [], slots);
  const perCluster = (["firstIngressPort", "firstApiPort"] as const).flatMap((setting) => {
    const first = settings[setting];
    return first === undefined ? [] : taken.map((slot) => ({ setting, port: first + slot }));
  });
  const { giteaPort } = settings;
  return giteaPort === undefined
    ? perCluster
    : [{ setting: "giteaPort", port: giteaPort }, ...perCluster];
}

/**
 * The slot of each cluster, as components/k3d-cluster/create.sh gives them: the one that it has,
 * otherwise its place in the list, otherwise the first that is free.
 */
function chooseSlots(clusters: readonly string[], slots: Slots): number[] {
  // A slot stays taken until its cluster is deleted, which comes after new ones are made.
  const taken = new Set(Object.values(slots));
  return clusters.map((cluster, index) => {
    const own = slots[cluster];
    if (own !== undefined) {
      return own;
    }
    const candidates = [index, ...Array.from({ length: taken.size + 1 }).keys()];
    const free = candidates.find((slot) => !taken.has(slot)) ?? index;
    taken.add(free);
    return free;
  });
}

/** Settings that contradict each other; `slots` are those that clusters have already. */
export function crossProblems(settings: SoundSettings, slots: Slots = {}): string[] {
  return [
    ...repeated("clusters", settings),
    ...repeated("tenants", settings),
    ...tenantsNamedLikeClusters(settings),
    ...tooLong(settings),
    ...tooSmall(settings),
    ...overlappingPorts(settings, slots),
  ];
}

function repeated(setting: "clusters" | "tenants", settings: SoundSettings): string[] {
  const names = settings[setting] ?? [];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return twice.length === 0
    ? []
    : [describeProblem(setting, names, `${twice.join(", ")} stands there twice`)];
}

/** Hosts have both names side by side, and policies tell them apart. */
function tenantsNamedLikeClusters(settings: SoundSettings): string[] {
  const { topology, clusters = [], tenants = [] } = settings;
  const both = tenants.filter((name) => topology === "multi-tenancy" && clusters.includes(name));
  return both.length === 0
    ? []
    : [describeProblem("tenants", tenants, `${both.join(", ")} is also the name of a cluster`)];
}

/** Source: DefaultClusterNameMaxLength in k3d's pkg/types. */
const longestK3dName = 32;

/** k3d knows a cluster by the prefix and its name. */
function tooLong({ namePrefix = "", clusters = [] }: SoundSettings): string[] {
  const long = clusters.filter((name) => `${namePrefix}-${name}`.length > longestK3dName);
  if (long.length === 0) {
    return [];
  }
  const because =
    `with namePrefix ${namePrefix} and a dash ${long.join(", ")} would have more than the ` +
    `${longestK3dName} characters that k3d allows`;
  return [describeProblem("clusters", clusters, because)];
}

/** Docker has the upper half of the subnet for nodes, and k3d's helper beside each while it is made. */
function tooSmall({ networkSubnet, clusters = [] }: SoundSettings): string[] {
  const subnet = parseSubnet(networkSubnet ?? "");
  // The last address is the broadcast address.
  const addresses = subnet === undefined ? Infinity : size(subnet) / 2 - 1;
  const needed = 2 * clusters.length;
  if (needed <= addresses) {
    return [];
  }
  const because = `${clusters.length} clusters need ${needed} addresses while they are made, and it has ${addresses}`;
  return [describeProblem("networkSubnet", networkSubnet, because)];
}

function overlappingPorts(settings: SoundSettings, slots: Slots): string[] {
  const wanted = wantedPorts(settings, slots);
  const problems = new Map<string, string>();
  for (const [index, { setting, port }] of wanted.entries()) {
    const earlier = wanted.slice(0, index).find((other) => other.port === port);
    if (earlier) {
      const because = `port ${port} is also one that ${earlier.setting} gives`;
      problems.set(setting, describeProblem(setting, settings[setting], because));
    }
    if (port > 65_535) {
      const because = `${settings.clusters?.length ?? 0} clusters would need ports past 65535`;
      problems.set(setting, describeProblem(setting, settings[setting], because));
    }
  }
  return [...problems.values()];
}

/** Settings that clash with what is on the machine already. */
export function hostProblems(settings: SoundSettings, facts: HostFacts): string[] {
  const busy = wantedPorts(settings, facts.slots)
    .filter(({ port }) => facts.busyPorts.includes(port) && !facts.ownPorts.includes(port))
    .map(({ setting, port }) =>
      describeProblem(setting, settings[setting], `port ${port} is in use by something else`),
    );
  const networks = [...clashingNetworks(settings, facts), ...clashingRoutes(settings, facts)];
  return [...busy, ...networks, ...missingMemory(settings, facts)];
}

function clashingNetworks(
  { networkSubnet, namePrefix }: SoundSettings,
  facts: HostFacts,
): string[] {
  if (networkSubnet === undefined) {
    return [];
  }
  return facts.networks
    .filter((network) => network.name !== namePrefix)
    .flatMap(({ name, subnets }) => subnets.map((subnet) => ({ name, subnet })))
    .filter(({ subnet }) => subnetsOverlap(subnet, networkSubnet))
    .map(({ name, subnet }) =>
      describeSubnet(networkSubnet, `Docker's network "${name}" has ${subnet}`, facts),
    );
}

/** Docker's networks are interfaces of the host as well: those have been looked at by name. */
function clashingRoutes({ networkSubnet }: SoundSettings, facts: HostFacts): string[] {
  if (networkSubnet === undefined) {
    return [];
  }
  const docker = facts.networks.flatMap(({ subnets }) => subnets);
  return facts.routes
    .filter(({ subnet }) => !docker.includes(subnet) && subnetsOverlap(subnet, networkSubnet))
    .map(({ device, subnet }) =>
      describeSubnet(networkSubnet, `this machine reaches ${subnet} through ${device}`, facts),
    );
}

function describeSubnet(value: string, because: string, facts: HostFacts): string {
  const taken = [
    ...facts.networks.flatMap(({ subnets }) => subnets),
    ...facts.routes.map(({ subnet }) => subnet),
    ...clusterNetworks.map(({ subnet }) => subnet),
  ];
  const free = freeSubnet(taken);
  const fix = free && `pulumi config set fluxlab:networkSubnet ${free}`;
  return describeProblem("networkSubnet", value, because, fix);
}

function missingMemory(
  { clusters = [], namePrefix = "" }: SoundSettings,
  facts: HostFacts,
): string[] {
  const runs = (container: string) => facts.ownContainers.includes(container);
  const missing = clusters.filter((name) => !runs(`k3d-${namePrefix}-${name}-server-0`));
  const needed =
    missing.length * memoryPerCluster + (runs(`${namePrefix}-gitea`) ? 0 : memoryOfGitea);
  if (needed <= facts.availableMemory) {
    return [];
  }
  const because = `${missing.length} more need ${needed} MiB of memory and ${facts.availableMemory} MiB are free`;
  return [describeProblem("clusters", clusters, because)];
}
