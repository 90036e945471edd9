import type { RawDeployment } from "./heal.ts";

/** A field of a Deployment that kubectl changes and Flux puts back. */
export interface DriftTarget {
  /** Path of the object that manages it, below the API server, without its name. */
  readonly managerPath: string;
  readonly managerKind: "Kustomization" | "HelmRelease";
  readonly managerName: string;
  /** Conditions of the manager that say that it has noticed. */
  readonly noticedBy: readonly string[];
  readonly namespace: string;
  readonly deployment: string;
  /** What the field is called, for people. */
  readonly field: string;
  /** The field's value; undefined when it is not there. */
  readonly read: (deployment: RawDeployment) => string | undefined;
  /** Another value for it. */
  readonly other: (original: string) => string;
  /** Arguments of kubectl that set it. */
  readonly set: (value: string) => string[];
}

const greeting = "PODINFO_UI_MESSAGE";

/** The number of Traefik's pods. A second one cannot even start: the first has the node's port. */
export const kustomizeTarget: DriftTarget = {
  managerPath: "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations",
  managerKind: "Kustomization",
  managerName: "infra-controllers",
  noticedBy: ["Reconciling"],
  namespace: "traefik",
  deployment: "traefik",
  field: "spec.replicas",
  read: ({ spec }) => String(spec?.replicas ?? 1),
  other: (original) => String(Number(original) + 1),
  set: (value) => [
    ...["--namespace", "traefik"],
    ...["scale", "deployment", "traefik", `--replicas=${value}`],
  ],
};

/** What podinfo's page greets with, of the podinfo in a namespace. */
export const helmTarget = (namespace: string): DriftTarget => ({
  managerPath: `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases`,
  managerKind: "HelmRelease",
  managerName: "podinfo",
  noticedBy: ["Drifted"],
  namespace,
  deployment: "podinfo",
  field: greeting,
  read: ({ spec }) =>
    spec?.template?.spec?.containers
      ?.flatMap(({ env }) => env ?? [])
      .find(({ name }) => name === greeting)?.value,
  other: () => "changed by hand",
  set: (value) => [
    ...["--namespace", namespace],
    ...["set", "env", "deployment/podinfo", `${greeting}=${value}`],
  ],
});
