import type { HostFacts } from "./host.ts";
import { describeProblem, type SettingName, settingRules, type Settings } from "./schema.ts";
import { subnetsOverlap } from "./subnet.ts";

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

/** The loopback ports that a lab with these settings wants. */
export function wantedPorts(settings: SoundSettings): WantedPort[] {
  const clusters = settings.clusters ?? [];
  const perCluster = (["firstIngressPort", "firstApiPort"] as const).flatMap((setting) => {
    const first = settings[setting];
    return first === undefined
      ? []
      : clusters.map((_, index) => ({ setting, port: first + index }));
  });
  const { giteaPort } = settings;
  return giteaPort === undefined
    ? perCluster
    : [{ setting: "giteaPort", port: giteaPort }, ...perCluster];
}

/** Settings that contradict each other. */
export function crossProblems(settings: SoundSettings): string[] {
  return [
    ...repeated("clusters", settings),
    ...repeated("tenants", settings),
    ...tenantsNamedLikeClusters(settings),
    ...overlappingPorts(settings),
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

function overlappingPorts(settings: SoundSettings): string[] {
  const wanted = wantedPorts(settings);
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
  const busy = wantedPorts(settings)
    .filter(({ port }) => facts.busyPorts.includes(port) && !facts.ownPorts.includes(port))
    .map(({ setting, port }) =>
      describeProblem(setting, settings[setting], `port ${port} is in use by something else`),
    );
  return [...busy, ...clashingNetworks(settings, facts), ...missingMemory(settings, facts)];
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
      describeProblem("networkSubnet", networkSubnet, `Docker's network "${name}" has ${subnet}`),
    );
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
