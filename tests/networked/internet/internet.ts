import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { once } from "node:events";
import type { Authority } from "./authority.ts";

/** Answers a request to one host. */
export type Site = (request: SiteRequest, response: ServerResponse) => void | Promise<void>;

/** A request as sites see it. */
export interface SiteRequest {
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

/** What a site does instead of its work. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** Begins to answer and goes no further. */
  | "stalls";

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** Host and path. */
  readonly address: string;
  readonly status: number;
}

/** The sites of the box behind one TLS server, which writes down what it is asked. */
export class Internet implements AsyncDisposable {
  readonly answered: Answered[] = [];
  readonly #sites: ReadonlyMap<string, Site>;
  #faults: { readonly at: RegExp; readonly fault: Fault }[] = [];
  readonly #server: Server;

  private constructor(sites: ReadonlyMap<string, Site>, authority: Authority) {
    this.#sites = sites;
    const { certificate, key } = authority;
    this.#server = createServer({ cert: certificate, key }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Sites by host, on port 443 of an address. */
  static async start(
    sites: ReadonlyMap<string, Site>,
    authority: Authority,
    address: string,
    port = 443,
  ): Promise<Internet> {
    const internet = new Internet(sites, authority);
    internet.#server.listen(port, address);
    await once(internet.#server, "listening");
    return internet;
  }

  /** From now on, requests whose host and path match get this. */
  fail(at: RegExp, fault: Fault): void {
    this.#faults.push({ at, fault });
  }

  /** Everything works again. */
  mend(): void {
    this.#faults = [];
  }

  /** The requests to addresses that match. */
  requestsOf(at: RegExp): Answered[] {
    return this.answered.filter(({ address }) => at.test(address));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = message;
    const url = new URL(message.url ?? "/", `https://${headers.host ?? "unknown"}`);
    const { hostname: host, pathname: path, searchParams: query } = url;
    const address = `${host}${path}`;
    response.once("finish", () => {
      this.answered.push({ method, address, status: response.statusCode });
    });
    try {
      const fault = this.#faults.find(({ at }) => at.test(address))?.fault;
      const site = this.#sites.get(host);
      if (fault !== undefined) {
        failWith(fault, response);
      } else if (site === undefined) {
        sendText(response, 421, `the box has no site ${host}\n`);
      } else {
        await site({ method, host, path: decodeURIComponent(path), query, headers }, response);
      }
    } catch (error) {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Answers with a short text. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function failWith(fault: Fault, response: ServerResponse): void {
  if (fault === "stalls") {
    response.writeHead(200, { "content-length": 100_000_000 });
    response.write("the first bytes, and no more");
    return;
  }
  sendText(response, fault.status, fault.body ?? "", fault.headers);
}
