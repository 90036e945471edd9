import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { sendText, type SiteRequest } from "./internet.ts";

/** Answers with a file, or with the rest of it where the request asks for that (RFC 9110, Range). */
export async function sendFile(
  request: SiteRequest,
  response: ServerResponse,
  file: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const size = (await stat(file).catch(() => undefined))?.size;
  if (size === undefined) {
    sendText(response, 404, "Not Found");
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from >= size && from > 0) {
    sendText(response, 416, "", { "content-range": `bytes */${size}` });
    return;
  }
  const range = `bytes ${from}-${size - 1}/${size}`;
  response.writeHead(from > 0 ? 206 : 200, {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "content-length": size - from,
    ...(from > 0 ? { "content-range": range } : {}),
    ...headers,
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await pipeline(createReadStream(file, { start: from }), response);
}
