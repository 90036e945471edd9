import type { StateExport, StateResource } from "./state-export.ts";

/**
 * The resources that cannot exist without the given ones: deleted with them, managed by a provider
 * that was made from them, or children of such.
 */
export function closure(
  resources: readonly StateResource[],
  roots: readonly string[],
): Set<string> {
  const gone = new Set(roots);
  let before = -1;
  while (before !== gone.size) {
    before = gone.size;
    for (const resource of resources) {
      if (!gone.has(resource.urn) && cannotOutlive(resource, gone)) {
        gone.add(resource.urn);
      }
    }
  }
  return gone;
}

function cannotOutlive(resource: StateResource, gone: ReadonlySet<string>): boolean {
  // A provider is referred to as URN::id.
  const provider = resource.provider?.split("::").slice(0, -1).join("::");
  return (
    (resource.deletedWith !== undefined && gone.has(resource.deletedWith)) ||
    (provider !== undefined && gone.has(provider)) ||
    (resource.type.startsWith("pulumi:providers:") &&
      dependencies(resource).some((urn) => gone.has(urn))) ||
    (resource.parent !== undefined && gone.has(resource.parent))
  );
}

/** What a resource was made from. */
export function dependencies(resource: StateResource): string[] {
  return [
    ...(resource.dependencies ?? []),
    ...Object.values(resource.propertyDependencies ?? {}).flatMap((urns) => urns ?? []),
  ];
}

/** The state without these resources and without references to them, so that `up` makes them anew. */
export function forget(state: StateExport, gone: ReadonlySet<string>): StateExport {
  const stays = (urn: string): boolean => !gone.has(urn);
  const resources = (state.deployment.resources ?? [])
    .filter((resource) => stays(resource.urn))
    .map((resource) => ({
      ...resource,
      ...(resource.dependencies && { dependencies: resource.dependencies.filter(stays) }),
      ...(resource.propertyDependencies && {
        propertyDependencies: Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([property, urns]) => [
            property,
            (urns ?? []).filter(stays),
          ]),
        ),
      }),
    }));
  return { ...state, deployment: { ...state.deployment, resources } };
}
