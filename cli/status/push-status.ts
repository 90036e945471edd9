/** How pushes reach a cluster, as `status --json` prints it; documented in docs/status-json.md. */
export interface PushStatus {
  /** Receiver in the cluster, `namespace/name`. */
  readonly receiver: string;
  readonly ready: "True" | "False" | "Unknown";
  /** Gitea's webhook to it; unknown when Gitea does not let the lab's administrator look. */
  readonly webhook: "active" | "inactive" | "missing" | "unknown";
  /** RFC 3339; when a delivery last arrived at the Receiver. Null before the first. */
  readonly lastArrived: string | null;
  /** RFC 3339; when Gitea last tried to deliver, or the webhook was edited. Null without webhook. */
  readonly lastTried: string | null;
  /** What is wrong, null when nothing is. Polling goes on meanwhile: `ready` of the cluster stays. */
  readonly problem: string | null;
}

/** A Receiver as the API server gives it. */
export interface RawReceiver {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
  readonly spec?: { readonly resources?: readonly { kind?: string; name?: string }[] };
  readonly status?: {
    readonly webhookPath?: string;
    readonly conditions?: readonly { type?: string; status?: string; message?: string }[];
  };
}

/** A GitRepository, as far as this needs it. */
export interface RawSource {
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly artifact?: { readonly lastUpdateTime?: string } };
}

/** A webhook of Gitea's API. `updated_at` moves with each delivery, whether it arrives or not. */
export interface RawWebhook {
  readonly active?: boolean;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly config?: { readonly url?: string };
}

/** A delivery that failed, as Gitea's log has it; it says nothing of answers other than 2xx. */
export interface FailedDelivery {
  /** Of the webhook. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly why: string;
}

/** Reads them from the lines of `docker logs --timestamps`. */
export function parseFailedDeliveries(log: string): FailedDelivery[] {
  return log.split("\n").flatMap((line) => {
    const match = /^(\S+) .*Unable to deliver.* Post "([^"]+)": (.*)$/.exec(line);
    const [, time = "", url = "", why = ""] = match ?? [];
    return match === null ? [] : [{ url, at: Date.parse(time), why }];
  });
}

/** Gitea notes seconds, and only after the answer. */
const tolerance = 5000;

/**
 * Puts together what the cluster and Gitea say about one Receiver; failures in their order.
 * Without a list of webhooks Gitea refused to show them.
 */
export function pushStatus(
  receiver: RawReceiver,
  sources: readonly RawSource[],
  webhooks: readonly RawWebhook[] | undefined,
  failures: readonly FailedDelivery[] = [],
): PushStatus {
  const { namespace = "", name = "" } = receiver.metadata ?? {};
  const condition = receiver.status?.conditions?.find(({ type }) => type === "Ready");
  const ready =
    condition?.status === "True" || condition?.status === "False" ? condition.status : "Unknown";
  const path = receiver.status?.webhookPath;
  const hook = webhooks?.find(({ config }) => path !== undefined && config?.url?.endsWith(path));
  const target = receiver.spec?.resources?.[0]?.name;
  const source = sources.find(
    ({ metadata }) => metadata?.namespace === namespace && metadata.name === target,
  );
  const webhook = stateOf(webhooks, hook);
  const lastArrived = arrival(source);
  const lastTried = hook?.updated_at === undefined ? null : rfc3339(hook.updated_at);
  return {
    receiver: `${namespace}/${name}`,
    ready,
    webhook,
    lastArrived,
    lastTried,
    problem: problemOf(),
  };

  function problemOf(): string | null {
    if (ready !== "True") {
      return `the Receiver is not Ready: ${condition?.message ?? "no condition yet"}`;
    }
    if (webhook === "unknown") {
      return "Gitea does not let the lab look at its webhooks: ./lab up mends its administrator";
    }
    if (webhook !== "active") {
      return webhook === "missing"
        ? "Gitea has no webhook for it"
        : "its webhook is switched off in Gitea";
    }
    const untouched = hook?.updated_at === hook?.created_at;
    const tried = Date.parse(lastTried ?? "");
    // Before a cluster listens its first delivery cannot arrive; what it fetches by itself is newer.
    const known = Date.parse(lastArrived ?? source?.status?.artifact?.lastUpdateTime ?? "");
    const failed = failures.findLast(({ url }) => path !== undefined && url.endsWith(path));
    if (failed !== undefined && !(failed.at <= known)) {
      return `the last delivery has not arrived: ${failed.why}`;
    }
    return untouched || Number.isNaN(known) || tried - known <= tolerance
      ? null
      : "the last delivery has not arrived";
  }
}

function stateOf(
  webhooks: readonly RawWebhook[] | undefined,
  hook: RawWebhook | undefined,
): PushStatus["webhook"] {
  if (webhooks === undefined) {
    return "unknown";
  }
  return hook === undefined ? "missing" : hook.active === true ? "active" : "inactive";
}

/**
 * When a Receiver last asked for a fetch. It writes a time as Go prints it; `flux reconcile` uses
 * the same annotation with RFC 3339, and is no delivery.
 */
function arrival(source: RawSource | undefined): string | null {
  const requested = source?.metadata?.annotations?.["reconcile.fluxcd.io/requestedAt"] ?? "";
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})?\d* \+0000 UTC/.exec(requested);
  const [, day, time, fraction] = match ?? [];
  return day === undefined || time === undefined ? null : `${day}T${time}${fraction ?? ""}Z`;
}

function rfc3339(time: string): string {
  return new Date(time).toISOString();
}
