import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

/** A request as the Engine got it, without the API version. */
export interface Received {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
}

/** An answer: a status and JSON, or bytes as they are. */
export interface Reply {
  status?: number;
  json?: unknown;
  bytes?: Buffer;
}

export type Replies = Record<string, Reply | Reply[]>;

/**
 * A Docker Engine that answers from a script, on a unix socket whose path has a space. Replies are
 * listed by "METHOD /path"; of several the last one is repeated. What is not listed is a 404.
 */
export class FakeDocker {
  readonly received: Received[] = [];
  host = "";
  /** The version prefix of the last request. */
  version = "";
  private readonly server: http.Server;
  private directory = "";

  constructor(replies: Replies, apiVersion = "1.41") {
    const left = new Map(
      Object.entries(replies).map(([key, reply]) => [key, [reply].flat()] as const),
    );
    this.server = http.createServer((request, response) => {
      if (request.url === "/_ping") {
        response.setHeader("Api-Version", apiVersion).end("OK");
        return;
      }
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { status = 200, json, bytes } = this.reply(request, Buffer.concat(chunks), left);
        response.statusCode = status;
        response.end(bytes ?? (json === undefined ? undefined : JSON.stringify(json)));
      });
    });
  }

  async start(): Promise<this> {
    this.directory = await mkdtemp(path.join(tmpdir(), "fake docker "));
    const socket = path.join(this.directory, "docker.sock");
    await new Promise<void>((resolve) => this.server.listen(socket, resolve));
    this.host = `unix://${socket}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.directory, { recursive: true });
  }

  /** "METHOD /path" of every request, in order. */
  get calls(): string[] {
    return this.received.map((request) => `${request.method} ${request.path}`);
  }

  /** The body of the first request to a path. */
  bodyOf(call: string): unknown {
    return this.received.find((one) => `${one.method} ${one.path}` === call)?.body;
  }

  private reply(
    request: http.IncomingMessage,
    body: Buffer,
    left: Map<string, readonly Reply[]>,
  ): Reply {
    const url = new URL(request.url ?? "", "http://docker");
    const [, version = "", rest = ""] = /^(\/v[\d.]+)?(.*)$/.exec(url.pathname) ?? [];
    const method = request.method ?? "";
    this.version = version;
    this.received.push({
      method,
      path: rest,
      query: Object.fromEntries(url.searchParams),
      body: body.length === 0 ? undefined : JSON.parse(body.toString()),
    });
    const [next, ...more] = left.get(`${method} ${rest}`) ?? [];
    if (next === undefined) {
      return { status: 404, json: { message: `no such thing: ${rest}` } };
    }
    left.set(`${method} ${rest}`, more.length === 0 ? [next] : more);
    return next;
  }
}
