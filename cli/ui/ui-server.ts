import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LabError } from "../terminal/lab-error.ts";
import { streamDocument } from "./event-stream.ts";
import type { LiveDocument } from "./live-document.ts";
import { servedFiles } from "./page-files.ts";
import { RequestGuard, type Refusal } from "./request-guard.ts";

/** What the server serves. */
export interface UiServerOptions {
  readonly document: LiveDocument;
  /** What a reader has to show to see the lab's data and to act. */
  readonly token: string;
  /** Loopback port; 0 takes a free one. */
  readonly port: number;
  /** Names the command that an action would run; throws a LabError on what is not allowed. */
  readonly preview: (request: unknown) => string;
  /** Starts what was asked for, or cancels it; throws a LabError on what is not allowed. */
  readonly act: (request: unknown) => void;
}

/** A server that listens. */
export interface UiServer extends AsyncDisposable {
  /** With the token. */
  readonly address: string;
}

/** More than any action needs, in bytes. */
const bodyLimit = 64 * 1024;

/** Serves the page on 127.0.0.1; throws when the port is taken. */
export async function serveUi(options: UiServerOptions): Promise<UiServer> {
  const { files, policy } = servedFiles();
  const server = createServer();
  // The first visit of a browser that has nothing to say holds a connection open.
  server.requestTimeout = 30_000;
  const port = await listen(server, options.port);
  const guard = new RequestGuard(port, options.token);
  server.on("request", (request, response) => {
    response.setHeader("content-security-policy", policy);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    response.setHeader("cross-origin-resource-policy", "same-origin");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cache-control", "no-store");
    const refusal = guard.refuse(request);
    if (refusal !== undefined) {
      refuse(response, refusal);
      return;
    }
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const route = `${request.method ?? ""} ${url.pathname}`;
    const file = request.method === "GET" ? files.get(url.pathname) : undefined;
    if (file !== undefined) {
      response.writeHead(200, { "content-type": `${file.type}; charset=utf-8` }).end(file.text);
    } else if (route === "GET /events") {
      // EventSource cannot send a header. The address with the token goes nowhere else.
      const missing = guard.refuseToken(url.searchParams.get("token"));
      if (missing === undefined) {
        streamDocument(options.document, request, response);
      } else {
        refuse(response, missing);
      }
    } else if (route === "POST /actions" || route === "POST /actions/preview") {
      const missing = guard.refuseToken(request.headers["x-fluxlab-token"]?.toString());
      if (missing === undefined) {
        void answer(request, response, (body) => {
          if (route === "POST /actions/preview") {
            return { command: options.preview(body) };
          }
          options.act(body);
          return {};
        });
      } else {
        refuse(response, missing);
      }
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("there is no such page\n");
    }
  });
  return {
    address: `http://127.0.0.1:${port}/#${options.token}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new LabError(`cannot listen on 127.0.0.1:${port}: ${error.message}`, {
          allowed: "a port that nothing listens on, or 0 for any",
          remedy: "./lab ui",
          cause: error,
        }),
      );
    });
    server.listen(port, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  work: (body: unknown) => object,
): Promise<void> {
  try {
    const result = work(JSON.parse(await readBody(request)));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const allowed = error instanceof LabError ? error.allowed : undefined;
    refuse(response, {
      status: 400,
      why: allowed === undefined ? why : `${why}; allowed: ${allowed}`,
    });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) {
      throw new LabError("the request is too long");
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function refuse(response: ServerResponse, { status, why }: Refusal): void {
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(JSON.stringify({ error: why }));
}
