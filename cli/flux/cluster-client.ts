import { CoreV1Api, CustomObjectsApi, EventsV1Api, type KubeConfig } from "@kubernetes/client-node";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { describeUnreadyPods } from "./unready-pods.ts";
import {
  fluxKinds,
  parseFluxObject,
  type FluxKind,
  type FluxObject,
  type RawFluxObject,
} from "./flux-object.ts";
import { loadKubeConfig } from "./kube-config.ts";

/** Reads one cluster's Flux objects and what explains them. */
export class ClusterClient {
  readonly #config: KubeConfig;
  readonly #objects: CustomObjectsApi;

  constructor(places: LabPlaces, cluster: string) {
    this.#config = loadKubeConfig(places, cluster);
    this.#objects = this.#config.makeApiClient(CustomObjectsApi);
  }

  /** All Flux objects of all namespaces; a kind that the cluster does not know yet has none. */
  async fluxObjects(): Promise<FluxObject[]> {
    const lists = await Promise.all(
      fluxKinds.map(async ({ kind, group, version, plural }) => {
        try {
          const list = (await within(
            this.#objects.listCustomObjectForAllNamespaces({
              group,
              version,
              resourcePlural: plural,
            }),
          )) as { items: RawFluxObject[] };
          return list.items.map((item) => parseFluxObject(kind, item));
        } catch (error) {
          if (isNotFound(error)) {
            return [];
          }
          throw error;
        }
      }),
    );
    return lists.flat();
  }

  /** One Flux object; undefined when there is none of that name. */
  async fluxObject(
    kind: FluxKind,
    namespace: string,
    name: string,
  ): Promise<FluxObject | undefined> {
    const found = fluxKinds.find((entry) => entry.kind === kind);
    if (found === undefined) {
      return undefined;
    }
    const { group, version, plural } = found;
    try {
      const raw = (await within(
        this.#objects.getNamespacedCustomObject({ group, version, namespace, plural, name }),
      )) as RawFluxObject;
      return parseFluxObject(kind, raw);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** The newest events of a namespace that are about these objects, oldest first, as lines. */
  async events(namespace: string, names: readonly string[], count = 8): Promise<string[]> {
    const { items } = await within(
      this.#config.makeApiClient(EventsV1Api).listNamespacedEvent({ namespace }),
    );
    return items
      .filter((event) => names.some((name) => event.regarding?.name?.startsWith(name)))
      .map((event) => ({
        time: event.deprecatedLastTimestamp ?? event.eventTime,
        line: `${event.type ?? ""} ${event.regarding?.kind ?? ""}/${event.regarding?.name ?? ""} ${event.reason ?? ""}: ${event.note ?? ""}`,
      }))
      .sort((a, b) => Number(a.time) - Number(b.time))
      .slice(-count)
      .map(({ line }) => line.replaceAll(/\s+/g, " "));
  }

  /** Pods of all namespaces that are not ready, with the reason that their containers give. */
  async unreadyPods(): Promise<string[]> {
    const core = this.#config.makeApiClient(CoreV1Api);
    const { items } = await within(core.listPodForAllNamespaces());
    return describeUnreadyPods(items);
  }

  /** The last error lines of a controller in flux-system. */
  async controllerErrors(app: string, count = 5): Promise<string[]> {
    const core = this.#config.makeApiClient(CoreV1Api);
    const namespace = "flux-system";
    const { items } = await within(
      core.listNamespacedPod({ namespace, labelSelector: `app=${app}` }),
    );
    const name = items[0]?.metadata?.name;
    if (name === undefined) {
      return [`${app} has no pod`];
    }
    const log = await within(core.readNamespacedPodLog({ name, namespace, tailLines: 200 }));
    return log
      .split("\n")
      .filter((line) => line.includes('"level":"error"'))
      .slice(-count);
  }
}

function isNotFound(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === 404;
}

/** No answer of an API server on this machine takes longer than that. */
const requestLimit = 10_000;

async function within<T>(request: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the API server did not answer within ${requestLimit / 1000} s`));
    }, requestLimit);
  });
  try {
    return await Promise.race([request, limit]);
  } finally {
    clearTimeout(timer);
  }
}
