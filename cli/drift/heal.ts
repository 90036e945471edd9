/** How far Flux is with a change behind its back. */
export type HealStage = "changed" | "noticed" | "equal" | "ready";

/** A Deployment as far as this needs it. */
export interface RawDeployment {
  readonly metadata?: { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly {
          readonly name: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** What manages it, a Kustomization or HelmRelease, as far as this needs it. */
export interface RawManager {
  readonly status?: {
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  };
}

/** What is known after an event of a watch. */
export interface HealView {
  /** The field that was changed, as it is now; undefined while the object is not there. */
  readonly value: string | undefined;
  readonly original: string;
  /** Flux is comparing, or says that there is drift. */
  readonly managerNoticed: boolean;
  /** Every pod is of the present template, available, and none too many. */
  readonly rolledOut: boolean;
}

/** The stage after `stage` if it is reached, otherwise undefined. */
export function nextStage(stage: HealStage, view: HealView): HealStage | undefined {
  const isBack = view.value === view.original;
  switch (stage) {
    case "changed":
      return view.managerNoticed || isBack ? "noticed" : undefined;
    case "noticed":
      return isBack ? "equal" : undefined;
    case "equal":
      return view.rolledOut ? "ready" : undefined;
    case "ready":
      return undefined;
  }
}

/** Whether a manager has one of these conditions. */
export function hasCondition(manager: RawManager | undefined, ...types: string[]): boolean {
  return (manager?.status?.conditions ?? []).some(
    ({ type = "", status }) => types.includes(type) && status === "True",
  );
}

/** Whether the Deployment is what its spec says. */
export function isRolledOut({ metadata, spec, status }: RawDeployment): boolean {
  const wanted = spec?.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
    (status?.replicas ?? 0) === wanted &&
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted
  );
}
