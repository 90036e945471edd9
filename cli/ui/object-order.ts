import type { FluxObject } from "../flux/flux-object.ts";

type Placed = Pick<FluxObject, "kind" | "namespace" | "name" | "dependsOn">;

/**
 * How many others of its kind have to be Ready before an object's turn comes; 0 for what waits for
 * nothing, and for what waits for itself.
 */
export function orderOf(object: Placed, all: readonly Placed[]): number {
  return depth(object, all, new Set());
}

function depth(object: Placed, all: readonly Placed[], seen: ReadonlySet<Placed>): number {
  if (seen.has(object)) {
    return 0;
  }
  const path = new Set([...seen, object]);
  const before = object.dependsOn.flatMap((name) =>
    all.filter(
      (other) => other.kind === object.kind && `${other.namespace}/${other.name}` === name,
    ),
  );
  return Math.max(0, ...before.map((other) => 1 + depth(other, all, path)));
}
