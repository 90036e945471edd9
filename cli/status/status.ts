import { ClusterClient } from "../flux/cluster-client.ts";
import type { FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { askPodinfo } from "../podinfo/ask-podinfo.ts";
import type { PushStatus } from "./push-status.ts";
import { isBrought, isSettled, podinfoRelease } from "../ready/settled.ts";
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
  /** Whether Git brings it to this cluster; what Git does not bring need not answer. */
  readonly expected: boolean;
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
          .catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
        Promise.all(
          places.map(async ({ tenant, url }) => {
            const version = (await askPodinfo(url))?.version ?? null;
            return { tenant, url, version };
          }),
        ),
      ]);
      return clusterStatus(name, objects, podinfos, only);
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

/** What a podinfo said. */
export interface PodinfoSaid {
  /** Whose it is; null when it is the cluster's own. */
  readonly tenant: string | null;
  readonly url: string;
  readonly version: string | null;
}

/** Puts one cluster's answers together: all its Flux objects, or why it could not be asked. */
export function clusterStatus(
  name: string,
  answer: readonly FluxObject[] | string,
  said: readonly PodinfoSaid[],
  only: readonly string[] = [],
): ClusterStatus {
  const all = typeof answer === "string" ? undefined : answer;
  const podinfos = said.map(({ tenant, url, version }) => {
    // Of a cluster that cannot be asked nothing is known to be left out.
    const expected = all === undefined || isBrought(all, podinfoRelease(tenant));
    return { tenant, podinfo: { url, version, expected } };
  });
  const podinfo = podinfos.find(({ tenant }) => tenant === null)?.podinfo ?? null;
  const tenants = podinfos.flatMap(({ tenant, podinfo }) =>
    tenant === null ? [] : [{ name: tenant, podinfo }],
  );
  const common = { name, podinfo, tenants, push: [] };
  if (typeof answer === "string") {
    return { ...common, ready: false, error: answer, objects: [] };
  }
  const objects = only.length === 0 ? answer : answer.filter((one) => isOf(one, only));
  const answering = podinfos.every(({ podinfo }) => podinfo.version !== null || !podinfo.expected);
  return {
    ...common,
    ready: isSettled(objects, answer) && answering,
    error: null,
    objects: objects.map(objectStatus),
  };
}

function objectStatus(object: FluxObject): ObjectStatus {
  const { kind, namespace, name, ready, suspended, revision } = object;
  const { lastTransition, reason, message } = object;
  return { kind, namespace, name, ready, suspended, revision, lastTransition, reason, message };
}
