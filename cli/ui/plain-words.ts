import type { FluxObject } from "../flux/flux-object.ts";

/** Reasons of Flux's in plain words. Source: the `v1` and `v2` API packages of its controllers. */
const reasons: Readonly<Record<string, string>> = {
  ArtifactFailed: "It cannot get what its source has.",
  AuthenticationFailed: "The server refuses its credential.",
  BuildFailed: "What is in Git cannot be put together: look for a mistake in a YAML file.",
  ChartPullError: "The Helm chart cannot be fetched.",
  ChartPullFailed: "The Helm chart cannot be fetched.",
  DependencyNotReady: "It waits for what it depends on.",
  FetchFailed: "It cannot be fetched.",
  GitOperationFailed: "Gitea cannot be reached, or refuses.",
  HealthCheckFailed: "It is applied, but something of it does not become healthy.",
  IndexationFailed: "The list of Helm charts cannot be fetched.",
  InstallFailed: "Helm cannot install it.",
  InvalidChartReference: "There is no such Helm chart, or not in this version.",
  Progressing: "Flux is at work.",
  ProgressingWithRetry: "Flux tries again.",
  PruneFailed: "What is no longer in Git cannot be removed.",
  ReconciliationFailed: "The cluster refuses what is in Git.",
  RemediationFailed: "Helm cannot go back to the last version either.",
  RetriesExceeded: "Helm has tried often enough and waits for another commit.",
  RollbackSucceeded: "Helm could not upgrade and went back to the last version.",
  UninstallSucceeded: "Helm could not install it and took it away again.",
  UpgradeFailed: "Helm cannot upgrade it.",
};

/** Reasons that go away by themselves. */
const passing = new Set([
  "ArtifactFailed",
  "DependencyNotReady",
  "Progressing",
  "ProgressingWithRetry",
]);

/** Whether an object that is not Ready is only waiting or at work. */
export function isPassing({ ready, reason }: FluxObject): boolean {
  return ready === "False" && passing.has(reason);
}

/** What is the matter with an object; empty when it is Ready. */
export function describeTrouble(object: FluxObject): string {
  if (object.suspended) {
    return "Suspended: Flux leaves it alone until somebody resumes it.";
  }
  if (object.ready === "True") {
    return "";
  }
  const known = reasons[object.reason];
  return known ?? (object.ready === "False" ? "It is not Ready." : "Flux is at work.");
}

/** The command that shows more about it. */
export function lookUpCommand(cluster: string, object: FluxObject): string {
  const { kind, namespace, name } = object;
  return `./lab flux --cluster ${cluster} events --for ${kind}/${name} --namespace ${namespace}`;
}
