import { objectTitle, type FluxObject, type FluxKind } from "../flux/flux-object.ts";
import { LabError } from "../terminal/lab-error.ts";

/** How `flux resume` calls each kind. */
const resumable: Record<FluxKind, string> = {
  GitRepository: "source git",
  HelmRepository: "source helm",
  HelmChart: "source chart",
  Kustomization: "kustomization",
  HelmRelease: "helmrelease",
};

/** The command, or the edit, that lets Flux work on a suspended object again. */
export function howToResume(cluster: string, object: FluxObject): string {
  const { kind, namespace, name } = object;
  return object.suspendedInGit
    ? `take "suspend: true" of ${objectTitle(object)} out of Git, commit and push`
    : `./lab flux --cluster ${cluster} resume ${resumable[kind]} ${name} --namespace ${namespace}`;
}

/** Suspended objects of one cluster. */
export interface SuspendedIn {
  readonly cluster: string;
  readonly objects: readonly FluxObject[];
}

/** Those of the objects that are suspended, where Git does not say so. */
export function suspendedByHand(objects: readonly FluxObject[]): FluxObject[] {
  return objects.filter(({ suspended, suspendedInGit }) => suspended && !suspendedInGit);
}

/**
 * The error for something that cannot come about while Flux is suspended.
 *
 * @param because completes "…: Kustomization flux-system/apps in one"
 */
export function suspendedError(because: string, found: readonly SuspendedIn[]): LabError {
  const names = found.flatMap(({ cluster, objects }) =>
    objects.map((object) => `${objectTitle(object)} in ${cluster}`),
  );
  const commands = found.flatMap(({ cluster, objects }) =>
    objects.map((object) => howToResume(cluster, object)),
  );
  return new LabError(`${because}: ${names.join(", ")}`, {
    remedy: commands.join("\n           "),
  });
}
