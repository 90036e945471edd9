import { parse, stringify } from "yaml";
import { readinessPeriod, requeueDependency } from "../tuning.ts";

/** Flux's install manifests, divided by what has to wait for what. */
export interface FluxManifests {
  /** CustomResourceDefinitions. */
  definitions: string;
  /** What else is neither the namespace nor a controller: RBAC, Services, policies. */
  foundation: string;
  /** The controllers' Deployments. */
  controllers: string;
}

interface Deployment {
  metadata: { name: string };
  spec: { template: { spec: { containers: Container[] } } };
}

interface Service {
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { publishNotReadyAddresses?: boolean };
}

interface Container {
  name: string;
  args: string[];
  env: { name: string; value?: string; valueFrom?: unknown }[];
  readinessProbe: { periodSeconds?: number };
}

// A commit that mends something does not wait until the health check of what was broken gives up.
const newRevisionFirst = "--feature-gates=CancelHealthCheckOnNewRevision=true";

/** What every controller is told, by its name. Source: each controller's --help. */
const always: Record<string, string[]> = {
  "source-controller": [requeueDependency],
  "kustomize-controller": [requeueDependency, newRevisionFirst],
  "helm-controller": [requeueDependency],
};

const noCrossReferences = "--no-cross-namespace-refs=true";
const defaultAccount = "--default-service-account=default";

/**
 * What controllers are told besides where namespaces belong to tenants: use nothing of another
 * namespace, and no rights but those of an account of the object's own one. Accounts for clouds,
 * remote clusters and decryption stay out: controllers refuse defaults for what is switched off.
 * Source: Flux's page on multi-tenancy lockdown, and each controller's --help.
 */
const lockdown: Record<string, string[]> = {
  "kustomize-controller": [noCrossReferences, "--no-remote-bases=true", defaultAccount],
  "helm-controller": [noCrossReferences, defaultAccount],
  "notification-controller": [noCrossReferences],
};

/**
 * Remote files are no remote bases: kustomize fetches any `http://...` that stands among resources,
 * whatever its flags. So all that the controller may reach is named, and the rest is sent to a port
 * where nothing listens. Source: kustomize's FileLoader, and the proxy variables of Go's net/http.
 */
const nowhere = "http://127.0.0.1:9";
const needed = ["source-controller", "notification-controller"].map(
  (name) => `${name}.$(RUNTIME_NAMESPACE).svc.cluster.local.`,
);
const lockedEnvironment: Record<string, Container["env"]> = {
  "kustomize-controller": [
    { name: "http_proxy", value: nowhere },
    { name: "https_proxy", value: nowhere },
    { name: "no_proxy", value: ["$(KUBERNETES_SERVICE_HOST)", ...needed].join(",") },
  ],
};

/**
 * Takes the controllers that a lab has out of Flux's install manifests, and tunes them. The namespace
 * is left out: Pulumi owns it.
 */
export function selectFluxManifests(yaml: string, options: { lockdown: boolean }): FluxManifests {
  const documents = yaml
    .split(/^---\n/m)
    .filter((text) => /^kind: /m.test(text))
    .filter((text) => controllers.includes(componentOf(text) ?? "source-controller"));
  const ofKind = (kind: string) => documents.filter((text) => kindOf(text) === kind);
  const apart = ["Namespace", "CustomResourceDefinition", "Deployment"];
  const others = documents.filter((text) => !apart.includes(kindOf(text)));
  return {
    definitions: ofKind("CustomResourceDefinition").join("---\n"),
    foundation: others
      .map((text) => (kindOf(text) === "Service" ? tuneService(text) : text))
      .join("---\n"),
    controllers: ofKind("Deployment")
      .map((text) => tuneController(text, options.lockdown))
      .join("---\n"),
  };
}

/** Flux's controllers in a lab; a release brings more of them. */
const controllers = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
];

/** The controller that an object belongs to; undefined for what they share. */
function componentOf(document: string): string | undefined {
  return /^ {4}app\.kubernetes\.io\/component: (\S+)$/m.exec(document)?.[1];
}

function tuneService(document: string): string {
  const service = parse(document) as Service;
  // Pulumi would wait 10 s for pods behind it, which come only after the foundation.
  service.metadata.annotations = {
    ...service.metadata.annotations,
    "pulumi.com/skipAwait": "true",
  };
  // An artifact is announced by the pod that serves it, often before its probe has said that it is
  // ready; who finds nobody there then tries again after 5 s, 10 s, 20 s.
  if (service.metadata.name === "source-controller") {
    service.spec.publishNotReadyAddresses = true;
  }
  return stringify(service);
}

/** Without parsing: the CRDs are most of a megabyte, and this runs on every preview. */
function kindOf(document: string): string {
  return /^kind: (\S+)$/m.exec(document)?.[1] ?? "";
}

function tuneController(document: string, locked: boolean): string {
  const deployment = parse(document) as Deployment;
  const { name } = deployment.metadata;
  for (const container of deployment.spec.template.spec.containers) {
    container.args.push(...(always[name] ?? []));
    container.readinessProbe.periodSeconds = readinessPeriod;
    if (locked) {
      container.args.push(...(lockdown[name] ?? []));
      container.env.push(...(lockedEnvironment[name] ?? []));
    }
  }
  return stringify(deployment);
}
