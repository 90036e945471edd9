import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { Provider } from "./provider.ts";
import { addProvider } from "./server.ts";

/** Time for the answers to cancelled calls to leave before the process ends, in milliseconds. */
const FAREWELL_MS = 100;

/**
 * Ends with the engine: it holds the other end of stdin, and a killed engine sends no signal.
 * Without an address there is no engine, as when a person starts the plugin to attach it.
 */
function endWithEngine(engineAddress: string | undefined): void {
  if (engineAddress !== undefined) {
    process.stdin.on("error", () => process.exit(1));
    process.stdin.on("end", () => process.exit(0));
    process.stdin.resume();
  }
}

/**
 * Serves a provider to the Pulumi engine until the engine cancels, goes away or sends SIGTERM:
 * listens on a free port of 127.0.0.1 and prints its number, as the plugin protocol asks.
 * The engine's address is the first command-line argument.
 */
export function serve(provider: Provider): void {
  const engineAddress = process.argv[2];
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => process.exit(0));
  }
  endWithEngine(engineAddress);

  // A property tree may be larger than gRPC's own limit of 4 MiB.
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  addProvider(server, provider, engineAddress, () => {
    setTimeout(() => process.exit(0), FAREWELL_MS);
  });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      process.stderr.write(`cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${String(port)}\n`);
  });
}
