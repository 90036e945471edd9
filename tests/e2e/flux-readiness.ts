import { eventually } from "./eventually.ts";
import type { TestLab } from "./test-lab.ts";

/** A Flux object, as far as the tests look at it. */
export interface FluxObject {
  kind: string;
  metadata: { name: string; namespace: string; uid: string };
  spec: Record<string, unknown>;
  status?: {
    lastAttemptedRevision?: string;
    conditions?: { type: string; status: string; message: string }[];
  };
}

/** Longer than webhook, fetching and a reconciliation take on a busy machine, in milliseconds. */
const patience = 90_000;

const fullKinds = {
  Kustomization: "kustomizations.kustomize.toolkit.fluxcd.io",
  HelmRelease: "helmreleases.helm.toolkit.fluxcd.io",
};

/** The Flux objects of one cluster of a test's lab. */
export class FluxReadiness {
  readonly #lab: TestLab;
  readonly #cluster: string;

  constructor(lab: TestLab, cluster: string) {
    this.#lab = lab;
    this.#cluster = cluster;
  }

  /** One object; undefined when there is none of that name. */
  async find(
    kind: keyof typeof fullKinds,
    namespace: string,
    name: string,
  ): Promise<FluxObject | undefined> {
    const args = ["--namespace", namespace, "get", fullKinds[kind], name, "--ignore-not-found"];
    const text = await this.#lab.kubectl(this.#cluster, ...args, "-o", "json");
    return text === "" ? undefined : (JSON.parse(text) as FluxObject);
  }

  /** Waits until an object is there; answers it. */
  async appeared(
    kind: keyof typeof fullKinds,
    namespace: string,
    name: string,
  ): Promise<FluxObject> {
    return eventually(`${kind} ${namespace}/${name} to be there`, patience, () =>
      this.find(kind, namespace, name),
    );
  }

  /** Waits until an object is not Ready, with a message like this; answers the message. */
  async refused(
    kind: keyof typeof fullKinds,
    namespace: string,
    name: string,
    message: RegExp,
  ): Promise<string> {
    return eventually(
      `${kind} ${namespace}/${name} to be refused with ${String(message)}`,
      patience,
      async () => {
        const ready = readyOf(await this.find(kind, namespace, name));
        return ready?.status === "False" && message.test(ready.message) ? ready.message : undefined;
      },
      async () => JSON.stringify(await this.find(kind, namespace, name), undefined, 2),
    );
  }

  /** Waits until a Kustomization has applied this commit, or has been refused; answers the message. */
  async attempted(namespace: string, name: string, commit: string): Promise<string> {
    return eventually(
      `Kustomization ${namespace}/${name} to try ${commit}`,
      patience,
      async () => {
        const object = await this.find("Kustomization", namespace, name);
        const ready = readyOf(object);
        const isThis = object?.status?.lastAttemptedRevision?.endsWith(commit) === true;
        return isThis && ready?.status !== "Unknown" ? ready?.message : undefined;
      },
      async () => JSON.stringify(await this.find("Kustomization", namespace, name), undefined, 2),
    );
  }

  /** What is not Ready outside a namespace, as `Kind namespace/name: message`. */
  async unreadyOutside(namespace: string): Promise<string[]> {
    const kinds = Object.values(fullKinds).join(",");
    const text = await this.#lab.kubectl(
      this.#cluster,
      ...["get", kinds, "--all-namespaces", "-o", "json"],
    );
    return (JSON.parse(text) as { items: FluxObject[] }).items
      .filter(({ metadata }) => metadata.namespace !== namespace)
      .filter((object) => readyOf(object)?.status !== "True")
      .map(
        (object) =>
          `${object.kind} ${object.metadata.namespace}/${object.metadata.name}: ${readyOf(object)?.message ?? "no condition"}`,
      );
  }
}

function readyOf(object: FluxObject | undefined) {
  return object?.status?.conditions?.find(({ type }) => type === "Ready");
}
