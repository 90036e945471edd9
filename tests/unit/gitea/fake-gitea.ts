import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { Client } from "../../../packages/gitea/provider/client.ts";
import { connectionFrom } from "../../../packages/gitea/provider/connection.ts";

/** One request as the fake got it. */
export interface Received {
  /** Method and path with query, such as `GET /api/v1/version`. */
  what: string;
  authorization: string | undefined;
  body: string;
}

/** What the fake answers: a status and JSON, or never. */
export type Answer = [status: number, body?: unknown] | "silence";

/** An HTTP server in this process that answers as told and remembers what it was asked. */
export interface FakeGitea extends AsyncDisposable {
  client: Client;
  received: Received[];
}

/** `timeout`: the client's limit for each request, in milliseconds. */
export async function fakeGitea(
  answer: (request: Received) => Answer,
  timeout = 5_000,
): Promise<FakeGitea> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const what = `${request.method ?? ""} ${request.url ?? ""}`;
      const one = { what, authorization: request.headers.authorization, body };
      received.push(one);
      const reply = answer(one);
      if (reply !== "silence") {
        response.writeHead(reply[0], { "Content-Type": "application/json" });
        response.end(reply[1] === undefined ? "" : JSON.stringify(reply[1]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = connectionFrom({
    baseUrl: `http://127.0.0.1:${port}`,
    username: "admin",
    password: "hunter2-hunter2",
  });
  return {
    client: new Client(connection, timeout),
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
