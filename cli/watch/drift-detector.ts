import { changedPaths, leavesOf, ownedPaths, type Leaves } from "./spec-fields.ts";

/** An object that Flux manages, as far as this needs it. */
export interface ManagedObject {
  readonly metadata?: {
    readonly managedFields?: readonly {
      readonly manager?: string;
      readonly subresource?: string;
      readonly fieldsV1?: unknown;
    }[];
  };
  readonly spec?: unknown;
}

/** Who may change a spec without that being drift. */
const legitimate = new Set(["kustomize-controller", "helm-controller", "kube-controller-manager"]);

/**
 * Tells what in an object somebody else than Flux has changed. The API server keeps book of who set
 * which field last: a change of a field that is not Flux's own is drift, until the value is back.
 */
export class DriftDetector {
  #asInGit: Leaves | undefined;
  #last: Leaves | undefined;

  /** Takes the object as it is now; answers the paths in its spec that have drifted. */
  see(object: ManagedObject): string[] {
    const now = leavesOf(object.spec);
    const changed = changedPaths(this.#last ?? now, now);
    const foreign = foreignPaths(object);
    if (this.#asInGit === undefined || !changed.some((path) => touches(path, foreign))) {
      // Flux did it, or nothing changed; what had drifted before stays so until Flux sets it.
      this.#asInGit = this.#asInGit === undefined || changed.length > 0 ? now : this.#asInGit;
    }
    this.#last = now;
    return changedPaths(this.#asInGit, now);
  }
}

function foreignPaths({ metadata }: ManagedObject): string[] {
  return (metadata?.managedFields ?? [])
    .filter(({ manager = "", subresource }) => !legitimate.has(manager) && subresource !== "status")
    .flatMap(({ fieldsV1 }) => ownedPaths(fieldsV1));
}

function touches(path: string, owners: readonly string[]): boolean {
  return owners.some((owner) => path === owner || path.startsWith(owner));
}
