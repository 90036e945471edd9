import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import statuspb from "@pulumi/pulumi/proto/status_pb.js";
import anypb from "google-protobuf/google/protobuf/any_pb.js";
import type { InitializationFailed } from "./initialization-failed.ts";
import { toStruct } from "./properties.ts";
import type { Properties } from "./provider.ts";

/** A refusal that says which gRPC status it is; everything else thrown is UNKNOWN. */
export class Refusal extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}

/** The error on the wire: the message and nothing else, no stack. */
export function rpcError(thrown: unknown): Partial<StatusObject> {
  const details = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: thrown instanceof Refusal ? thrown.code : status.UNKNOWN, details };
}

/**
 * The error that tells the engine to keep an object that failed to initialize.
 * @param outputs the object's outputs, secrets marked
 * @param inputs the inputs it was made from, secrets marked
 */
export function initializationError(
  failure: InitializationFailed,
  outputs: Properties,
  inputs: Properties,
): Partial<StatusObject> {
  const detail = new providerpb.ErrorResourceInitFailed();
  detail.setId(failure.state.id);
  detail.setProperties(toStruct(outputs));
  detail.setInputs(toStruct(inputs));
  detail.setReasonsList([failure.message]);
  const packed = new anypb.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rich = new statuspb.Status();
  rich.setCode(status.UNKNOWN);
  rich.setMessage(failure.message);
  rich.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(rich.serializeBinary()));
  return { code: status.UNKNOWN, details: failure.message, metadata };
}
