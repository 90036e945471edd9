import { get } from "node:http";

/** What podinfo says about itself. */
export interface PodinfoAnswer {
  /** The version it reports, such as 6.9.2. */
  readonly version: string;
  /** The pod that answered. */
  readonly hostname: string;
  /** What its page greets with. */
  readonly message: string;
}

/**
 * Asks the podinfo of a cluster through its ingress; undefined when it does not answer.
 * Node does not resolve *.localhost everywhere, so the name goes into the Host header only.
 */
export function askPodinfo(url: string, limit = 2000): Promise<PodinfoAnswer | undefined> {
  const { host, port } = new URL(url);
  return new Promise((resolve) => {
    const request = get(
      {
        host: "127.0.0.1",
        port: port === "" ? 80 : port,
        path: "/api/info",
        headers: { host, accept: "application/json", connection: "close" },
        timeout: limit,
        agent: false,
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => {
          resolve(response.statusCode === 200 ? parsePodinfo(body) : undefined);
        });
        response.on("error", () => {
          resolve(undefined);
        });
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", () => {
      resolve(undefined);
    });
  });
}

/** Two in a row would do, since Traefik goes from pod to pod, but it starts anew when pods change. */
const agreeing = 4;

/**
 * What podinfo says; where that is what is waited for, only if answers in a row agree on version and
 * greeting. Undefined when it does not answer, and while an update has old and new pods take turns:
 * one answer of a new pod then says nothing about the next.
 */
export async function askEveryPodinfo(
  url: string,
  isAwaited: (answer: PodinfoAnswer) => boolean,
): Promise<PodinfoAnswer | undefined> {
  const first = await askPodinfo(url);
  if (first === undefined || !isAwaited(first)) {
    return first;
  }
  for (let count = 1; count < agreeing; count += 1) {
    const next = await askPodinfo(url);
    if (next?.version !== first.version || next.message !== first.message) {
      return undefined;
    }
  }
  return first;
}

/** Reads podinfo's JSON; undefined when it is something else. */
export function parsePodinfo(body: string): PodinfoAnswer | undefined {
  try {
    const { version, hostname, message } = JSON.parse(body) as Record<string, unknown>;
    return typeof version === "string"
      ? { version, hostname: textOf(hostname), message: textOf(message) }
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
