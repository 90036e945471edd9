import { z } from "zod";
import { topologyNames } from "../topologies.ts";
import { explainEmpty, setList } from "./lists.ts";
import { explainLabels } from "./label-values.ts";
import { clusterNetworks, parseSubnet, subnetsOverlap } from "./subnet.ts";
import { isFreeForClusters, isFreeForTenants } from "./tenant-name.ts";

/** One setting: what it may be, in a check and in words, and a value that shows it. */
export interface SettingRule {
  schema: z.ZodType;
  /** Completes the sentence "allowed: ...". */
  allowed: string;
  /** The command that sets it to something allowed. */
  fix: string;
  /** Says more about some values that the schema refuses; undefined where there is no more to say. */
  explain?: (value: unknown) => { because: string; fix?: string } | undefined;
}

const dnsLabel = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
/** What Pulumi.yaml says by default, for examples. */
const defaultClusters = ["core-app", "core-infra", "dmz-app", "dmz-infra"];
const defaultTenants = ["team-a", "team-b"];
const port = z.int().min(1024).max(65_535);

/** What a lab can show beyond the ordinary; each is a directory in `gitops-repo/extras`. */
export const extraNames = ["secrets", "jobs", "policies"] as const;

/** One of them. */
export type Extra = (typeof extraNames)[number];

/** The rule of every setting in Pulumi.yaml, by its name there. */
export const settingRules = {
  topology: {
    schema: z.enum(topologyNames),
    allowed: topologyNames.join(", "),
    fix: "pulumi config set fluxlab:topology multi-cluster",
  },
  clusters: {
    schema: z.array(z.string().regex(dnsLabel).max(20).refine(isFreeForClusters)).min(1).max(16),
    allowed:
      "1 to 16 names, each a DNS label of at most 20 characters (a-z, 0-9, -), not base or status",
    fix: setList("clusters", defaultClusters),
    explain: (value) => explainEmpty("clusters", value, defaultClusters),
  },
  tenants: {
    schema: z.array(z.string().regex(dnsLabel).max(16).refine(isFreeForTenants)).min(1).max(16),
    allowed:
      "1 to 16 names, each a DNS label of at most 16 characters (a-z, 0-9, -) that Kubernetes, " +
      "Gitea and the lab leave free",
    fix: setList("tenants", defaultTenants),
    explain: (value) => explainEmpty("tenants", value, defaultTenants),
  },
  extras: {
    schema: z.array(z.enum(extraNames)).refine((names) => new Set(names).size === names.length),
    allowed: `any of ${extraNames.join(", ")}, each once`,
    fix: "pulumi config set --path 'fluxlab:extras[0]' secrets",
  },
  namePrefix: {
    schema: z.string().regex(dnsLabel).max(16),
    allowed: "a DNS label of at most 16 characters (a-z, 0-9, -)",
    fix: "pulumi config set fluxlab:namePrefix fluxlab",
  },
  giteaPort: {
    schema: port,
    allowed: "a port, 1024 to 65535",
    fix: "pulumi config set fluxlab:giteaPort 3000",
  },
  firstIngressPort: {
    schema: port,
    allowed: "a port, 1024 to 65535",
    fix: "pulumi config set fluxlab:firstIngressPort 8081",
  },
  firstApiPort: {
    schema: port,
    allowed: "a port, 1024 to 65535",
    fix: "pulumi config set fluxlab:firstApiPort 6550",
  },
  networkSubnet: {
    schema: z
      .string()
      .refine((text) => parseSubnet(text) !== undefined)
      .refine((text) => !clusterNetworks.some(({ subnet }) => subnetsOverlap(subnet, text))),
    allowed:
      "a private IPv4 subnet in CIDR form, /16 to /27, outside of the clusters' own " +
      clusterNetworks.map(({ subnet }) => subnet).join(" and "),
    fix: "pulumi config set fluxlab:networkSubnet 10.213.7.0/24",
    explain: (value) => {
      const taken = clusterNetworks.find(
        ({ subnet }) => typeof value === "string" && subnetsOverlap(subnet, value),
      );
      return taken && { because: `the clusters have ${taken.subnet} for their ${taken.use}` };
    },
  },
  driftCheckInterval: {
    schema: z
      .string()
      .regex(/^([1-9][0-9]*h)?([1-9][0-9]*m)?([1-9][0-9]*s)?$/)
      .min(2),
    allowed: "a duration in h, m and s, such as 90s, 3m or 1h30m",
    fix: "pulumi config set fluxlab:driftCheckInterval 3m",
  },
  labels: {
    schema: z.record(
      z.string().regex(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/),
      // YAML and `config set --path` make numbers of digits.
      z.union([z.string(), z.int().transform(String), z.boolean().transform(String)]).pipe(
        z
          .string()
          .regex(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/)
          .max(63),
      ),
    ),
    allowed: "Kubernetes labels, name to value",
    fix: "pulumi config set --path 'fluxlab:labels.course' gitops-101",
    explain: explainLabels,
  },
  images: {
    schema: z.strictObject({ gitea: z.string().min(1), node: z.string().min(1) }).partial(),
    allowed: "the keys gitea and node, each an image reference that Docker has or can pull",
    fix: "pulumi config set --path 'fluxlab:images.gitea' gitea/gitea:1.24.6",
  },
  parts: {
    schema: z.string(),
    allowed: "the path of a parts.json, as the toolchain writes it; nothing: found by itself",
    fix: "pulumi config rm fluxlab:parts",
  },
  versions: {
    schema: z.strictObject({ podinfo: z.string().min(1) }).partial(),
    allowed: "the key podinfo, a version that there is a chart of",
    fix: "pulumi config set --path 'fluxlab:versions.podinfo' 6.9.2",
  },
} as const satisfies Record<string, SettingRule>;

type Rules = typeof settingRules;

/** The name of a setting, without the project's prefix. */
export type SettingName = keyof Rules;

/** The settings of one lab, validated. */
export type Settings = { readonly [Name in keyof Rules]: z.output<Rules[Name]["schema"]> };

/** The line a person reads about one setting: name and value, what is allowed, the command that mends it. */
export function describeProblem(
  name: SettingName,
  value: unknown,
  because?: string,
  mend?: string,
): string {
  const rule: SettingRule = settingRules[name];
  const explained = because === undefined ? rule.explain?.(value) : { because };
  const reason = explained === undefined ? "" : `: ${explained.because}`;
  const fix = mend ?? explained?.fix ?? rule.fix;
  return `fluxlab:${name} is ${JSON.stringify(value)}${reason}\n    allowed: ${rule.allowed}\n    to mend: ${fix}`;
}
