import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { connect } from "node:net";

/** A proxy for HTTPS that writes down where it was asked to connect to. */
export class ConnectProxy implements AsyncDisposable {
  /** HOST:PORT of every request, also of plain HTTP. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(addressOf: (host: string) => string | undefined) {
    this.#server = createServer((request, response) => {
      this.asked.push(new URL(request.url ?? "/", "http://unknown").host);
      response.writeHead(403).end("this proxy connects only\n");
    });
    this.#server.on("connect", (request, client, head) => {
      const target = request.url ?? "";
      this.asked.push(target);
      const [host = "", port = "443"] = target.split(":");
      const address = addressOf(host);
      if (address === undefined) {
        client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return;
      }
      const server = connect(Number(port), address, () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        server.write(head);
        server.pipe(client);
        client.pipe(server);
      });
      server.on("error", () => client.destroy());
      client.on("error", () => server.destroy());
    });
  }

  /** @param addressOf resolves the names that the proxy connects to */
  static async start(
    address: string,
    port: number,
    addressOf: (host: string) => string | undefined,
  ): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(addressOf);
    proxy.#server.listen(port, address);
    await once(proxy.#server, "listening");
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
