import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on the loopback address that stands for a site. */
export interface Site {
  /** Address without a slash at the end. */
  readonly url: string;
  /** Paths that were asked for, in turn. */
  readonly requests: string[];
  close(): void;
}

/** Starts a site that answers like this. */
export async function startSite(answer: RequestListener): Promise<Site> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
