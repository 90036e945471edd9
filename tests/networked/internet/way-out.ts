import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";

/** Passes connections to an address of the box on to a host of this machine's own network, unread. */
export async function startWayOut(address: string, host: string, port: number): Promise<Server> {
  const server = createServer((inner) => {
    const outer = connect(port, host);
    inner.pipe(outer).pipe(inner);
    inner.on("error", () => outer.destroy());
    outer.on("error", () => inner.destroy());
  });
  server.listen(port, address);
  await once(server, "listening");
  return server;
}
