import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";

/** Flux's install manifests, divided by what has to wait for what. */
export interface FluxManifests {
  /** Everything that is neither the namespace nor a controller: CRDs, RBAC, Services, policies. */
  foundation: string;
  /** The controllers' Deployments. */
  controllers: string;
}

interface Deployment {
  metadata: { name: string };
  spec: { template: { spec: { containers: { name: string; args: string[] }[] } } };
}

/**
 * Arguments added to every controller but notification-controller, with the reason.
 * Source: each controller's --help.
 */
const reconcileArguments = [
  // A Kustomization or HelmRelease whose dependency is not ready looks again after this, not 30 s.
  "--requeue-dependency=2s",
];

const takesDependencies = new Set(["kustomize-controller", "helm-controller", "source-controller"]);

/**
 * Reads the manifests that the toolchain made for the pinned version of Flux. The namespace is left
 * out: Pulumi owns it.
 */
export function readFluxManifests(path: string): FluxManifests {
  const documents = readFileSync(path, "utf8")
    .split(/^---\n/m)
    .filter((text) => text.trim() !== "");
  const ofKind = (kind: string) => documents.filter((text) => kindOf(text) === kind);
  const others = documents.filter((text) => !["Namespace", "Deployment"].includes(kindOf(text)));
  return {
    foundation: others.join("---\n"),
    controllers: ofKind("Deployment").map(tuneController).join("---\n"),
  };
}

/** Without parsing: the CRDs are most of a megabyte, and this runs on every preview. */
function kindOf(document: string): string {
  return /^kind: (\S+)$/m.exec(document)?.[1] ?? "";
}

function tuneController(document: string): string {
  const deployment = parse(document) as Deployment;
  if (takesDependencies.has(deployment.metadata.name)) {
    for (const container of deployment.spec.template.spec.containers) {
      container.args.push(...reconcileArguments);
    }
  }
  return stringify(deployment);
}
