import type { IncomingMessage, ServerResponse } from "node:http";
import type { LiveDocument } from "./live-document.ts";

/** Milliseconds between signs of life; a connection that is dead is found out by them. */
const pulse = 15_000;

/**
 * Sends a document as server-sent events until the reader goes. A reader that does not keep up is not
 * waited for and nothing is piled up for it: it gets what came since once it reads again.
 */
export function streamDocument(
  document: LiveDocument,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  let sent = lastEventId(request);
  let blocked = false;
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  // How long a browser waits before it connects again.
  response.write("retry: 1000\n\n");
  const catchUp = (): void => {
    if (blocked) {
      return;
    }
    for (const { id, data } of document.since(sent)) {
      sent = id;
      blocked = !response.write(`id: ${id}\ndata: ${data}\n\n`) || blocked;
    }
  };
  const unsubscribe = document.subscribe(catchUp);
  const timer = setInterval(() => response.write(": still here\n\n"), pulse);
  response.on("drain", () => {
    blocked = false;
    catchUp();
  });
  response.on("close", () => {
    clearInterval(timer);
    unsubscribe();
  });
  catchUp();
}

function lastEventId({ headers }: IncomingMessage): string | undefined {
  const id = headers["last-event-id"];
  return typeof id === "string" ? id : undefined;
}
