import { ClusterClient } from "../flux/cluster-client.ts";
import type { FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab.ts";
import { askPodinfo } from "../podinfo.ts";
import type { StackOutputs } from "../stack-outputs.ts";

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
  readonly podinfo: { readonly url: string; readonly version: string | null };
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

/** Asks every cluster at once. */
export async function readStatus(
  lab: Pick<Lab, "places">,
  clusters: StackOutputs["clusters"],
  makeClient: (cluster: string) => ClusterClient = (cluster) =>
    new ClusterClient(lab.places, cluster),
): Promise<LabStatus> {
  const all = await Promise.all(
    Object.entries(clusters).map(async ([name, { podinfoUrl }]) => {
      const [objects, podinfo] = await Promise.all([
        Promise.resolve()
          .then(() => makeClient(name).fluxObjects())
          .catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
        askPodinfo(podinfoUrl),
      ]);
      return clusterStatus(name, objects, { url: podinfoUrl, version: podinfo?.version ?? null });
    }),
  );
  return { ready: all.every(({ ready }) => ready), clusters: all };
}

/** Puts one cluster's answers together. */
export function clusterStatus(
  name: string,
  objects: readonly FluxObject[] | string,
  podinfo: ClusterStatus["podinfo"],
): ClusterStatus {
  if (typeof objects === "string") {
    return { name, ready: false, error: objects, objects: [], podinfo };
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
  const settled = isSettled(objects) && podinfo.version !== null;
  return { name, ready: settled, error: null, objects: statuses, podinfo };
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
