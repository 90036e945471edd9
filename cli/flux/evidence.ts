import type { ClusterClient } from "./cluster-client.ts";
import { objectTitle, type FluxObject } from "./flux-object.ts";

const controllers: Record<FluxObject["kind"], string> = {
  GitRepository: "source-controller",
  HelmRepository: "source-controller",
  HelmChart: "source-controller",
  Kustomization: "kustomize-controller",
  HelmRelease: "helm-controller",
};

/** What a person would look up next: conditions, events and errors of the controllers, as lines. */
export async function gatherEvidence(
  client: ClusterClient,
  objects: readonly FluxObject[],
): Promise<string[]> {
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace))];
  const sections = await Promise.all([
    section("pods that are not ready", () => client.unreadyPods()),
    ...namespaces.map((namespace) => {
      const names = objects
        .filter((object) => object.namespace === namespace)
        .map(({ name }) => name);
      return section(`events in ${namespace}`, () => client.events(namespace, names));
    }),
    ...[...new Set(objects.map(({ kind }) => controllers[kind]))].map((app) =>
      section(`errors of ${app}`, () => client.controllerErrors(app)),
    ),
  ]);
  return [...objects.flatMap(conditionLines), ...sections.flat()];
}

function conditionLines(object: FluxObject): string[] {
  const title = objectTitle(object) + (object.suspended ? " (suspended)" : "");
  const lines = object.conditions.map(
    ({ type, status, reason, message }) => `  ${type}=${status} ${reason}: ${message}`,
  );
  return [title, ...(lines.length > 0 ? lines : ["  no conditions yet"])];
}

async function section(title: string, read: () => Promise<string[]>): Promise<string[]> {
  try {
    const lines = await read();
    return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
  } catch (error) {
    return [title, `  cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}
