import { z } from "zod";
import { extraNames } from "../../components/settings/schema.ts";
import { LabError } from "../terminal/lab-error.ts";

const developer = z.object({ username: z.string(), token: z.string() });
/** The branch is the one that Flux follows. */
const repository = z.object({ url: z.string(), branch: z.string().default("main") });

const objectName = z.object({ namespace: z.string(), name: z.string() });

const schema = z.object({
  namePrefix: z.string(),
  giteaUrl: z.string(),
  developer,
  extras: z.array(z.enum(extraNames)).default([]),
  /** Identities of age, by `OWNER/CLUSTER`; none without the extra `secrets`. */
  decryptionKeys: z.record(z.string(), z.string()).default({}),
  giteaAdministrator: z.object({ username: z.string(), password: z.string() }).optional(),
  repositories: z.record(z.string(), repository),
  clusters: z.record(
    z.string(),
    z.object({
      context: z.string(),
      apiPort: z.number(),
      ingressPort: z.number(),
    }),
  ),
  tenants: z
    .record(
      z.string(),
      z.object({
        repository,
        developer,
      }),
    )
    .default({}),
  apps: z.array(
    z.object({
      /** Missing when it is the platform team's. */
      tenant: z.string().optional(),
      repository: z.object({ url: z.string(), branch: z.string() }),
      developer,
      /** Directory whose `CLUSTER/podinfo.yaml` pins the version. */
      directory: z.string(),
      source: objectName,
      kustomization: objectName,
      helmRelease: objectName,
      /** Where it answers, by cluster. */
      urls: z.record(z.string(), z.string()),
    }),
  ),
});

/** The outputs of index.ts that the command line uses. */
export type StackOutputs = z.infer<typeof schema>;

/** One cluster of them. */
export type ClusterOutput = StackOutputs["clusters"][string];

/** Checks what `pulumi stack output --json` printed; throws when the lab is not up (completely). */
export function parseStackOutputs(value: unknown): StackOutputs {
  const result = schema.safeParse(value);
  if (!result.success) {
    const missing = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new LabError(`the lab is not completely up: outputs missing or wrong: ${missing}`, {
      remedy: "./lab up",
    });
  }
  return result.data;
}

/** The named clusters, or all; throws on a name that is not a cluster. */
export function selectClusters(
  outputs: StackOutputs,
  names: readonly string[],
): [string, ClusterOutput][] {
  const known = Object.keys(outputs.clusters);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new LabError(`there is no cluster ${unknown.map((name) => `"${name}"`).join(", ")}`, {
      allowed: known.join(", "),
    });
  }
  return Object.entries(outputs.clusters).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
}

/** The named tenants, or all; throws on a name that is not a tenant. */
export function selectTenants(outputs: StackOutputs, names: readonly string[]): string[] {
  const known = Object.keys(outputs.tenants);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new LabError(`there is no tenant ${unknown.map((name) => `"${name}"`).join(", ")}`, {
      allowed: known.join(", ") || "none: tenants are in topology multi-tenancy only",
    });
  }
  return known.filter((name) => names.length === 0 || names.includes(name));
}

/** A podinfo in a cluster. */
export interface PodinfoPlace {
  /** Whose it is; null when it is the cluster's own. */
  readonly tenant: string | null;
  readonly url: string;
}

/** Every podinfo that a cluster has. */
export function podinfosIn({ apps }: Pick<StackOutputs, "apps">, cluster: string): PodinfoPlace[] {
  return apps.flatMap(({ tenant = null, urls: { [cluster]: url } }) =>
    url === undefined ? [] : [{ tenant, url }],
  );
}
