/** A HelmRelease that a tenant writes; `spec` is YAML, indented by two. */
export function helmRelease(name: string, spec: string): string {
  return flux("helm.toolkit.fluxcd.io/v2", "HelmRelease", name, spec);
}

/** A Flux Kustomization that a tenant writes; `spec` is YAML, indented by two. */
export function kustomization(name: string, spec: string): string {
  return flux("kustomize.toolkit.fluxcd.io/v1", "Kustomization", name, `  prune: true\n${spec}`);
}

function flux(apiVersion: string, kind: string, name: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n  interval: 1h\n${spec}`;
}

/** `spec.chart` for the lab's podinfo. */
export const podinfoChart =
  "  chart: {spec: {chart: podinfo, version: 6.9.2, sourceRef: {kind: HelmRepository, name: charts}}}\n";

/** `spec.sourceRef` for the tenant's own repository. */
export const ownSource = "  sourceRef: {kind: GitRepository, name: apps}\n";

/** A role that no tenant may make. */
export const clusterRole =
  "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: evil\nrules: []\n";

/** A ConfigMap in the other tenant's namespace. */
export const strayConfigMap =
  "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: evil\n  namespace: team-b\n";

/** A source that a tenant writes. */
export function source(kind: string, spec: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata:\n  name: evil\nspec: {interval: 1h, ${spec}}\n`;
}

/** The files that add objects to what cluster `one` gets from a tenant's repository. */
export function added(...objects: string[]): Record<string, string> {
  return {
    "clusters/one/trial.yaml": objects.join("---\n"),
    "clusters/one/kustomization.yaml": overlay("trial.yaml"),
  };
}

/** The overlay of cluster `one` with one more resource. */
export function overlay(resource: string): string {
  return (
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n" +
    `resources:\n  - ../../base\n  - ${resource}\npatches:\n  - path: podinfo.yaml\n`
  );
}

/** Pods that do nothing and that the `restricted` Pod Security Standard lets in. */
export function idlePods(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: crowd
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: crowd}}
  template:
    metadata: {labels: {app: crowd}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 65534, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: idle
          image: rancher/mirrored-pause:3.6
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;
}
