import { credentials } from "@grpc/grpc-js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { Report } from "./provider.ts";

/**
 * The engine's side of the connection, used to show messages. It is connected to at the first
 * message: most runs of a plugin have none.
 */
export class Engine {
  private address: string | undefined;
  private client: Promise<EngineClient> | undefined;

  constructor(address: string | undefined) {
    this.address = address;
  }

  /** Sends later messages to another address. */
  attach(address: string): void {
    if (address !== "" && address !== this.address) {
      this.address = address;
      this.client = undefined;
    }
  }

  /** A report whose messages are shown beside the resource. Without an engine they are dropped. */
  reportFor(urn: string): Report {
    return (severity, message) => {
      // A message that does not get through is no reason to fail the operation.
      this.log(urn, severity, message).catch(() => undefined);
    };
  }

  private async log(urn: string, severity: "info" | "warning", message: string): Promise<void> {
    const { address } = this;
    if (address === undefined) {
      return;
    }
    const { default: enginepb } = await import("@pulumi/pulumi/proto/engine_pb.js");
    this.client ??= connect(address);
    const client = await this.client;
    const request = new enginepb.LogRequest();
    request.setUrn(urn);
    request.setMessage(message);
    request.setSeverity(
      severity === "info" ? enginepb.LogSeverity.INFO : enginepb.LogSeverity.WARNING,
    );
    await new Promise<void>((resolve) => {
      client.log(request, () => {
        resolve();
      });
    });
  }
}

async function connect(address: string): Promise<EngineClient> {
  const { default: enginegrpc } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  return new enginegrpc.EngineClient(address, credentials.createInsecure());
}
