import { ClusterClient } from "../flux/cluster-client.ts";
import type { FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { askPodinfo } from "../podinfo/ask-podinfo.ts";
import type { PushStatus } from "./push-status.ts";
import { podinfosIn, type StackOutputs } from "../stack/stack-outputs.ts";

/** What `status --json` prints; documented in docs/status-json.md, fields are only ever added. */
export interface LabStatus {
  /** Every object Ready and podinfo answering everywhere. */
  readonly ready: boolean;
  readonly clusters: readonly ClusterStatus[];
}

/** One cluster of it. */
export interface ClusterStatus {
  readonly name: string;
  readonly ready: boolean;
  /** Why the cluster could not be asked; null when it could. */
  readonly error: string | null;
  readonly objects: readonly ObjectStatus[];
  /** Null where only tenants have one. */
  readonly podinfo: PodinfoStatus | null;
  readonly tenants: readonly TenantStatus[];
  /** One entry per Receiver; empty where it could not be found out. */
  readonly push: readonly PushStatus[];
}

/** One podinfo of it. */
export interface PodinfoStatus {
  readonly url: string;
  /** Null when it does not answer. */
  readonly version: string | null;
}

/** One tenant of it. */
export interface TenantStatus {
  readonly name: string;
  readonly podinfo: PodinfoStatus;
}

/** One Flux object of it. */
export interface ObjectStatus {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly ready: "True" | "False" | "Unknown";
  readonly suspended: boolean;
  readonly revision: string;
  readonly lastTransition: string;
  readonly reason: string;
  readonly message: string;
}

/** Asks every cluster at once, about everything or about some tenants only. */
export async function readStatus(
  lab: Pick<Lab, "places">,
  outputs: Pick<StackOutputs, "clusters" | "apps">,
  only: readonly string[] = [],
  makeClient: (cluster: string) => ClusterClient = (cluster) =>
    new ClusterClient(lab.places, cluster),
): Promise<LabStatus> {
  const isMeant = (tenant: string | null): boolean =>
    only.length === 0 || (tenant !== null && only.includes(tenant));
  const all = await Promise.all(
    Object.keys(outputs.clusters).map(async (name) => {
      const places = podinfosIn(outputs, name).filter(({ tenant }) => isMeant(tenant));
      const [objects, podinfos] = await Promise.all([
        Promise.resolve()
          .then(() => makeClient(name).fluxObjects())
          .then((all) => (only.length === 0 ? all : all.filter((one) => isOf(one, only))))
          .catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
        Promise.all(
          places.map(async ({ tenant, url }) => {
            const version = (await askPodinfo(url))?.version ?? null;
            return { name: tenant, podinfo: { url, version } };
          }),
        ),
      ]);
      const own = podinfos.find((podinfo) => podinfo.name === null)?.podinfo ?? null;
      const tenants = podinfos.flatMap(({ name: tenant, podinfo }) =>
        tenant === null ? [] : [{ name: tenant, podinfo }],
      );
      return clusterStatus(name, objects, own, tenants);
    }),
  );
  return { ready: all.every(({ ready }) => ready), clusters: all };
}

/** Whether an object is in a tenant's namespace, or makes it. */
export function isOf(object: FluxObject, tenants: readonly string[]): boolean {
  const { namespace, name } = object;
  return tenants.some(
    (tenant) =>
      namespace === tenant || (namespace === "flux-system" && name === `tenant-${tenant}`),
  );
}

/** Puts one cluster's answers together. */
export function clusterStatus(
  name: string,
  objects: readonly FluxObject[] | string,
  podinfo: ClusterStatus["podinfo"],
  tenants: ClusterStatus["tenants"] = [],
): ClusterStatus {
  if (typeof objects === "string") {
    return { name, ready: false, error: objects, objects: [], podinfo, tenants, push: [] };
  }
  const statuses = objects.map((object) => ({
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    ready: object.ready,
    suspended: object.suspended,
    revision: object.revision,
    lastTransition: object.lastTransition,
    reason: object.reason,
    message: object.message,
  }));
  const podinfos = [...(podinfo === null ? [] : [podinfo]), ...tenants.map((one) => one.podinfo)];
  const settled = isSettled(objects) && podinfos.every(({ version }) => version !== null);
  return { name, ready: settled, error: null, objects: statuses, podinfo, tenants, push: [] };
}

/** Whether everything in Git is in the cluster: there are releases, and all that exists is Ready. */
export function isSettled(objects: readonly FluxObject[]): boolean {
  const has = (kind: string): boolean => objects.some((object) => object.kind === kind);
  return (
    has("GitRepository") &&
    has("Kustomization") &&
    has("HelmRelease") &&
    objects.every(({ ready }) => ready === "True")
  );
}
