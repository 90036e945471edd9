import { objectTitle, type FluxObject } from "../flux/flux-object.ts";

/**
 * What of a cluster is not yet as Git says, or undefined when all is. Git decides what there is to
 * expect: every Kustomization has to have applied what its source fetched last, and everything of
 * Flux's that they brought has to be there and Ready. What Git itself suspends is not waited for.
 *
 * @param objects what is asked about
 * @param all every Flux object of the cluster
 */
export function describeWaiting(
  objects: readonly FluxObject[],
  all: readonly FluxObject[] = objects,
): string | undefined {
  const root = all.find((object) => isRoot(object));
  if (root === undefined) {
    return "Flux to follow Git";
  }
  // Where nothing is asked about, that Git brings nothing is known once the root is up to date.
  const asked = (objects.length > 0 ? objects : [root]).filter(
    ({ suspendedInGit }) => !suspendedInGit,
  );
  const titles = new Set(all.map(objectTitle));
  const revisions = new Map(all.map((object) => [objectTitle(object), object.revision]));
  const missing = asked.flatMap(({ inventory }) => inventory.filter((title) => !titles.has(title)));
  const unready = asked.filter(({ ready }) => ready !== "True").map(objectTitle);
  const behind = asked
    .filter(({ ready, source, revision }) => {
      const fetched = revisions.get(source);
      return ready === "True" && fetched !== undefined && fetched !== revision;
    })
    .map((object) => `${objectTitle(object)} to apply what Git has now`);
  const waiting = [...new Set([...unready, ...behind, ...missing])];
  return waiting.length === 0 ? undefined : waiting.join(", ");
}

/** Whether everything in Git is in the cluster. */
export function isSettled(
  objects: readonly FluxObject[],
  all: readonly FluxObject[] = objects,
): boolean {
  return describeWaiting(objects, all) === undefined;
}

/** Whether Git brings an object to the cluster and lets it run, as far as the cluster knows yet. */
export function isBrought(all: readonly FluxObject[], title: string): boolean {
  const object = all.find((one) => objectTitle(one) === title);
  return object === undefined
    ? all.some(({ inventory }) => inventory.includes(title))
    : !object.suspendedInGit;
}

/** The HelmRelease behind a podinfo; `tenant` is null for the cluster's own. */
export function podinfoRelease(tenant: string | null): string {
  return `HelmRelease ${tenant ?? "podinfo"}/podinfo`;
}

/** The Kustomization that brings all others. */
function isRoot({ kind, namespace, name }: FluxObject): boolean {
  return kind === "Kustomization" && namespace === "flux-system" && name === "flux-system";
}
