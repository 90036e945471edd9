import { ClusterClient } from "../flux/cluster-client.ts";
import { objectTitle, type FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { isBrought, isSettled } from "../ready/settled.ts";
import { suspendedError } from "../ready/suspended.ts";
import { LabError } from "../terminal/lab-error.ts";
import type { ObjectName, ReleasePlace } from "./release-place.ts";

/** The clusters of a release, before anything is committed. */
export interface ReleaseTargets {
  readonly clusters: readonly string[];
  /** Clusters that Git brings no podinfo to. */
  readonly leftOut: readonly string[];
}

/** What of a place tells where a release goes. */
type Followers = Pick<
  ReleasePlace,
  "repository" | "source" | "kustomization" | "helmRelease" | "tenant"
>;

/**
 * Which of the clusters a release of this place can reach.
 *
 * @throws LabError where Flux is suspended or follows another branch: nothing would come of it
 */
export async function releaseTargets(
  lab: Pick<Lab, "places">,
  place: Followers,
  clusters: readonly string[],
): Promise<ReleaseTargets> {
  const asked = await Promise.all(
    clusters.map(async (cluster) => ({
      cluster,
      // A cluster that cannot be asked shows when the release is followed.
      objects: await Promise.resolve()
        .then(() => new ClusterClient(lab.places, cluster).fluxObjects())
        .catch(() => undefined),
    })),
  );
  return chooseTargets(place, asked);
}

/** The same from what each cluster said; undefined from one that said nothing. */
export function chooseTargets(
  place: Followers,
  asked: readonly { cluster: string; objects: readonly FluxObject[] | undefined }[],
): ReleaseTargets {
  const release = title("HelmRelease", place.helmRelease);
  const isLeftOut = (objects: readonly FluxObject[]): boolean =>
    !objects.some((object) => objectTitle(object) === release) &&
    !isBrought(objects, release) &&
    isSettled(ofPlace(objects, place), objects);
  const [leftOut, targets] = partition(asked, ({ objects }) => !!objects && isLeftOut(objects));
  const suspended = targets
    .map(({ cluster, objects = [] }) => ({
      cluster,
      objects: inTheWay(objects, place).filter((object) => object.suspended),
    }))
    .filter(({ objects }) => objects.length > 0);
  if (suspended.length > 0) {
    throw suspendedError("nothing is released while Flux is suspended", suspended);
  }
  for (const { cluster, objects = [] } of targets) {
    const source = objects.find((one) => objectTitle(one) === title("GitRepository", place.source));
    if (source !== undefined && source.branch !== place.repository.branch) {
      const followed = source.branch === "" ? "no branch" : `branch ${source.branch}`;
      throw new LabError(`${objectTitle(source)} in ${cluster} follows ${followed}`, {
        allowed: `branch ${place.repository.branch}`,
        remedy: "./lab up puts it back, or Git where it comes from there",
      });
    }
  }
  return {
    clusters: targets.map(({ cluster }) => cluster),
    leftOut: leftOut.map(({ cluster }) => cluster),
  };
}

/** What a release passes through. */
function inTheWay(objects: readonly FluxObject[], place: Followers): FluxObject[] {
  const { source, kustomization, helmRelease } = place;
  const named = [
    title("GitRepository", source),
    title("Kustomization", kustomization),
    title("HelmRelease", helmRelease),
  ];
  return objects.filter(
    (object) =>
      named.includes(objectTitle(object)) ||
      (object.namespace === helmRelease.namespace && /^Helm(Chart|Repository)$/.test(object.kind)),
  );
}

/** What decides whether there is a podinfo: everything, or the tenant's part of it. */
function ofPlace(objects: readonly FluxObject[], { tenant }: Followers): FluxObject[] {
  return objects.filter(
    ({ kind, namespace, name }) =>
      kind === "Kustomization" &&
      (tenant === null
        ? true
        : namespace === tenant ||
          (namespace === "flux-system" && ["flux-system", `tenant-${tenant}`].includes(name))),
  );
}

function title(kind: string, { namespace, name }: ObjectName): string {
  return `${kind} ${namespace}/${name}`;
}

function partition<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
