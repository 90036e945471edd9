import { z } from "zod";
import { demonstrations } from "../drift/drift-run.ts";
import { LabError } from "../terminal/lab-error.ts";
import type { LabEntry, ObjectEntry } from "./entries.ts";

const object = z.object({
  cluster: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
});

const schema = z.discriminatedUnion("action", [
  z.object({
    // Rolling back is a commit that names the version from before.
    action: z.literal(["release", "rollback"]),
    version: z.string(),
    clusters: z.array(z.string()).min(1),
    tenants: z.array(z.string()).default([]),
  }),
  z.object({
    action: z.literal("drift"),
    demo: z.string(),
    cluster: z.string(),
    tenant: z.string().optional(),
  }),
  z.object({ action: z.literal("reconcile"), ...object.shape }),
  z.object({ action: z.literal("suspend"), ...object.shape }),
  z.object({ action: z.literal("resume"), ...object.shape }),
]);

/** What can be named in an action. */
export interface Nameable {
  readonly lab: LabEntry;
  readonly objects: readonly ObjectEntry[];
}

/** The words that flux has for the kinds. */
const fluxWords: Readonly<Record<string, readonly string[]>> = {
  GitRepository: ["source", "git"],
  HelmRepository: ["source", "helm"],
  HelmChart: ["source", "chart"],
  Kustomization: ["kustomization"],
  HelmRelease: ["helmrelease"],
};

/**
 * The arguments of `./lab` that do what the page asks for. Every word of them is one that the lab
 * itself knows; throws a LabError on any other.
 */
export function actionCommand(request: unknown, known: Nameable): string[] {
  const parsed = schema.safeParse(request);
  if (!parsed.success) {
    throw new LabError("there is no such action", {
      allowed: "release, rollback, drift, reconcile, suspend, resume, cancel",
    });
  }
  const wanted = parsed.data;
  const { clusters, tenants, versions } = known.lab;
  const cluster = (name: string): string => oneOf("cluster", name, clusters);
  const tenant = (name: string | undefined): string[] =>
    name === undefined ? [] : ["--tenant", oneOf("tenant", name, tenants)];
  switch (wanted.action) {
    case "release":
    case "rollback":
      return [
        ...["release", oneOf("version", wanted.version, versions)],
        ...wanted.clusters.flatMap((name) => ["--cluster", cluster(name)]),
        ...wanted.tenants.flatMap(tenant),
      ];
    case "drift": {
      const demo = oneOf("demonstration", wanted.demo, Object.keys(demonstrations));
      // Flux hears of a commit by itself; nobody wants to wait for its next look at the cluster.
      const now = demo === "git" ? [] : ["--now"];
      return [
        "drift",
        demo,
        "--cluster",
        cluster(wanted.cluster),
        ...tenant(wanted.tenant),
        ...now,
      ];
    }
    case "reconcile":
    case "suspend":
    case "resume": {
      const { kind, namespace, name } = findObject(wanted, known.objects);
      const withSource =
        wanted.action === "reconcile" && kind === "Kustomization" ? ["--with-source"] : [];
      return [
        ...["flux", "--cluster", cluster(wanted.cluster), wanted.action],
        ...(fluxWords[kind] ?? [kind]),
        ...[name, "--namespace", namespace, ...withSource],
      ];
    }
  }
}

function oneOf(what: string, name: string, known: readonly string[]): string {
  if (!known.includes(name)) {
    throw new LabError(`there is no ${what} "${name}"`, { allowed: known.join(", ") || "none" });
  }
  return name;
}

function findObject(wanted: z.infer<typeof object>, objects: readonly ObjectEntry[]): ObjectEntry {
  const found = objects.find(
    ({ cluster, kind, namespace, name }) =>
      cluster === wanted.cluster &&
      kind === wanted.kind &&
      namespace === wanted.namespace &&
      name === wanted.name,
  );
  if (found === undefined) {
    const { cluster, kind, namespace, name } = wanted;
    throw new LabError(`there is no ${kind} ${namespace}/${name} in ${cluster}`);
  }
  return found;
}
