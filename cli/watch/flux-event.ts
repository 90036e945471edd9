/** A Kubernetes event, as far as this needs it. */
export interface RawEvent {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
}

/** An event of Flux's; undefined for anything else's, and for what the objects say themselves. */
export function describeEvent(
  event: RawEvent,
): { time: number; warning: boolean; text: string } | undefined {
  const { involvedObject: about = {}, reason = "", message = "" } = event;
  if (about.apiVersion?.includes(".toolkit.fluxcd.io/") !== true || repeated.has(reason)) {
    return undefined;
  }
  const time = Date.parse(event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? "");
  const first = message.trim().replaceAll(/\s*\n\s*/g, " ");
  const title = `${about.kind ?? ""} ${about.namespace ?? ""}/${about.name ?? ""}`;
  return { time, warning: event.type === "Warning", text: `${title} ${reason}: ${first}` };
}

/** Said again at every drift check, or by the object's own Ready condition. */
const repeated = new Set([
  "DependencyNotReady",
  "Succeeded",
  "ReconciliationSucceeded",
  "GitOperationSucceeded",
  "ArtifactUpToDate",
  "NewArtifact",
  "IndexationSucceed",
  "ChartPullSucceeded",
]);
