/** The Flux kinds that a lab has; the order is the order of reconciliation. */
export const fluxKinds = [
  {
    kind: "GitRepository",
    group: "source.toolkit.fluxcd.io",
    version: "v1",
    plural: "gitrepositories",
  },
  {
    kind: "HelmRepository",
    group: "source.toolkit.fluxcd.io",
    version: "v1",
    plural: "helmrepositories",
  },
  { kind: "HelmChart", group: "source.toolkit.fluxcd.io", version: "v1", plural: "helmcharts" },
  {
    kind: "Kustomization",
    group: "kustomize.toolkit.fluxcd.io",
    version: "v1",
    plural: "kustomizations",
  },
  { kind: "HelmRelease", group: "helm.toolkit.fluxcd.io", version: "v2", plural: "helmreleases" },
] as const;

/** Name of one of them. */
export type FluxKind = (typeof fluxKinds)[number]["kind"];

/** A condition as Kubernetes has it. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/** A Flux object, reduced to what tells how far it is. */
export interface FluxObject {
  readonly kind: FluxKind;
  readonly namespace: string;
  readonly name: string;
  /** "True", "False", "Unknown"; also "Unknown" before the controller has looked at its last change. */
  readonly ready: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** What was fetched, applied or installed last; empty before the first time. */
  readonly revision: string;
  /** Kustomization: the revision it worked on last, well or not; otherwise empty. */
  readonly attempted: string;
  /** HelmRelease: the chart version that Git asks for; otherwise empty. */
  readonly wantedVersion: string;
  /** RFC 3339, of Ready; empty when there is none. */
  readonly lastTransition: string;
  readonly suspended: boolean;
  /** Git itself says so; otherwise somebody has used `flux suspend`. */
  readonly suspendedInGit: boolean;
  /** Kustomization: the title of what it applies from; otherwise empty. */
  readonly source: string;
  /** GitRepository: the branch that it follows; empty when it follows something else. */
  readonly branch: string;
  /** Kustomization: titles of the Flux objects that Git has and it has applied. */
  readonly inventory: readonly string[];
  /** Objects of the same kind, `namespace/name`, that have to be Ready first. */
  readonly dependsOn: readonly string[];
  readonly conditions: readonly Condition[];
  /** HelmRelease: the version that is or was deployed, and how that went; newest first. */
  readonly history: readonly { chartVersion: string; status: string }[];
}

/** A Flux object as the API server gives it. */
export interface RawFluxObject {
  readonly metadata?: {
    name?: string;
    namespace?: string;
    generation?: number;
    managedFields?: { manager?: string; fieldsV1?: unknown }[];
  };
  readonly spec?: {
    suspend?: boolean;
    chart?: { spec?: { version?: string } };
    ref?: { branch?: string; tag?: string; semver?: string; commit?: string; name?: string };
    sourceRef?: { kind?: string; namespace?: string; name?: string };
    dependsOn?: { namespace?: string; name?: string }[];
  };
  readonly status?: {
    observedGeneration?: number;
    conditions?: Partial<Condition>[];
    artifact?: { revision?: string };
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    history?: { chartVersion?: string; status?: string }[];
    inventory?: { entries?: { id?: string }[] };
  };
}

/** Reduces it. */
export function parseFluxObject(kind: FluxKind, raw: RawFluxObject): FluxObject {
  const { metadata = {}, status = {} } = raw;
  const conditions = (status.conditions ?? []).map((condition) => ({
    type: condition.type ?? "",
    status: condition.status ?? "Unknown",
    reason: condition.reason ?? "",
    message: condition.message ?? "",
    lastTransitionTime: condition.lastTransitionTime ?? "",
  }));
  const ready = conditions.find(({ type }) => type === "Ready");
  const seen =
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) || kind === "HelmRepository";
  const history = (status.history ?? []).map((entry) => ({
    chartVersion: entry.chartVersion ?? "",
    status: entry.status ?? "",
  }));
  return {
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name ?? "",
    ready:
      seen && (ready?.status === "True" || ready?.status === "False") ? ready.status : "Unknown",
    reason: ready?.reason ?? "",
    message: ready?.message ?? "",
    revision:
      kind === "HelmRelease"
        ? (history[0]?.chartVersion ?? "")
        : (status.lastAppliedRevision ?? status.artifact?.revision ?? ""),
    attempted: kind === "Kustomization" ? (status.lastAttemptedRevision ?? "") : "",
    wantedVersion: raw.spec?.chart?.spec?.version ?? "",
    lastTransition: ready?.lastTransitionTime ?? "",
    suspended: raw.spec?.suspend === true,
    suspendedInGit: raw.spec?.suspend === true && isFromGit(raw, "f:suspend"),
    source: kind === "Kustomization" ? sourceOf(raw) : "",
    branch: kind === "GitRepository" ? branchOf(raw) : "",
    inventory: (status.inventory?.entries ?? []).flatMap(({ id = "" }) => fluxTitle(id)),
    dependsOn: (raw.spec?.dependsOn ?? []).map(
      (other) => `${other.namespace ?? metadata.namespace ?? ""}/${other.name ?? ""}`,
    ),
    conditions,
    history,
  };
}

/** Whether what applies Git's content has set a field of the spec. */
function isFromGit({ metadata }: RawFluxObject, field: string): boolean {
  return (metadata?.managedFields ?? []).some(({ manager = "", fieldsV1 }) => {
    const spec = (fieldsV1 as Record<string, unknown> | undefined)?.["f:spec"];
    return (
      /^(kustomize|helm)-controller$/.test(manager) &&
      (spec as Record<string, unknown> | undefined)?.[field] !== undefined
    );
  });
}

function sourceOf({ metadata, spec }: RawFluxObject): string {
  const { kind = "", namespace = metadata?.namespace ?? "", name = "" } = spec?.sourceRef ?? {};
  return `${kind} ${namespace}/${name}`;
}

/** Source: the GitRepository API, where anything else in `ref` counts more than a branch. */
function branchOf({ spec }: RawFluxObject): string {
  const { branch = "", ...others } = spec?.ref ?? { branch: "master" };
  return Object.values(others).some(Boolean) ? "" : branch;
}

/** From the id in an inventory, `NAMESPACE_NAME_GROUP_KIND`; none for what is not Flux's. */
function fluxTitle(id: string): string[] {
  const [namespace = "", name = "", group = "", kind = ""] = id.split("_");
  const isFlux = fluxKinds.some((known) => known.kind === kind && known.group === group);
  return isFlux ? [`${kind} ${namespace}/${name}`] : [];
}

/** `Kind namespace/name`. */
export function objectTitle(object: FluxObject): string {
  return `${object.kind} ${object.namespace}/${object.name}`;
}

/** A revision for people: `main@sha1:1f3c…` becomes `main@1f3c5d7`. */
export function shortRevision(revision: string): string {
  return revision.replace(/sha(1|256):([0-9a-f]{7})[0-9a-f]+/, "$2");
}
