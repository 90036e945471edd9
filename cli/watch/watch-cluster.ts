import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import {
  fluxKinds,
  objectTitle,
  parseFluxObject,
  type RawFluxObject,
} from "../flux/flux-object.ts";
import { watchPath, type WatchEventType } from "../flux/watch-path.ts";
import { askPodinfo } from "../podinfo/ask-podinfo.ts";
import type { PodinfoPlace } from "../stack/stack-outputs.ts";
import { DriftDetector, type ManagedObject } from "./drift-detector.ts";
import { describeEvent, type RawEvent } from "./flux-event.ts";
import { deleted, type Update } from "./watch-model.ts";

interface RawManaged extends ManagedObject {
  readonly metadata?: ManagedObject["metadata"] & {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Reports everything about a cluster until the signal. */
export async function watchCluster(
  config: KubeConfig,
  podinfos: readonly PodinfoPlace[],
  report: (update: Update) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  const isFirst = firstTime();
  const follow = (
    path: string,
    onEvent: (type: WatchEventType, object: unknown) => void,
    query: Record<string, string> = {},
  ): Promise<void> => {
    const listener = {
      onEvent: (type: WatchEventType, object: unknown): void => {
        if (object !== undefined) {
          report({ type: "reachable", problem: undefined });
          onEvent(type, object);
        }
      },
      onError: (problem: string): void => {
        report({ type: "reachable", problem });
      },
    };
    return watchPath(config, { path, query }, listener, signal);
  };
  await Promise.all([
    ...fluxKinds.map(({ kind, group, version, plural }) =>
      follow(`/apis/${group}/${version}/${plural}`, (type, raw) => {
        const object = parseFluxObject(kind, raw as RawFluxObject);
        report(
          type === "DELETED"
            ? { type: "flux gone", title: objectTitle(object) }
            : { type: "flux", object },
        );
      }),
    ),
    ...["kustomize", "helm"].map((toolkit) =>
      follow("/apis/apps/v1/deployments", managedReporter(toolkit, report), {
        labelSelector: `${toolkit}.toolkit.fluxcd.io/name`,
      }),
    ),
    follow("/api/v1/events", (type, raw) => {
      const event = describeEvent(raw as RawEvent);
      // A watch that is started again begins with every event that is still kept.
      const isNew = isFirst(raw as RawEvent);
      if (type !== "DELETED" && event !== undefined && event.time >= startedAt && isNew) {
        report({ type: "event", warning: event.warning, text: event.text });
      }
    }),
    ...podinfos.map((place) => followPodinfo(place, report, signal)),
  ]);
}

function managedReporter(toolkit: string, report: (update: Update) => void) {
  const detectors = new Map<string, DriftDetector>();
  const kind = toolkit === "helm" ? "HelmRelease" : "Kustomization";
  return (type: WatchEventType, raw: unknown): void => {
    const { metadata = {} } = raw as RawManaged;
    const title = `Deployment ${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
    const label = (name: string): string =>
      metadata.labels?.[`${toolkit}.toolkit.fluxcd.io/${name}`] ?? "";
    const owner = `${kind} ${label("namespace")}/${label("name")}`;
    if (type === "DELETED") {
      detectors.delete(title);
      report({ type: "managed", title, owner, drift: [deleted] });
      return;
    }
    const detector = detectors.get(title) ?? new DriftDetector();
    detectors.set(title, detector);
    report({ type: "managed", title, owner, drift: detector.see(raw as RawManaged) });
  };
}

async function followPodinfo(
  { tenant, url }: PodinfoPlace,
  report: (update: Update) => void,
  signal: AbortSignal,
): Promise<void> {
  const name = tenant === null ? "podinfo" : `podinfo of ${tenant}`;
  while (!signal.aborted) {
    report({ type: "podinfo", name, version: (await askPodinfo(url))?.version });
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells whether an event, or its next count, has not been asked about before. */
function firstTime(): (event: RawEvent) => boolean {
  const told = new Set<string>();
  return ({ metadata = {} }) => {
    const key = `${metadata.uid ?? ""} ${metadata.resourceVersion ?? ""}`;
    const isNew = !told.has(key);
    told.add(key);
    return isNew;
  };
}
