import type { handleUnaryCall, StatusObject } from "@grpc/grpc-js";
import { rpcError } from "./rpc-error.ts";

/** Thrown by work that already knows its error on the wire. */
export class WireError extends Error {
  readonly wire: Partial<StatusObject>;

  constructor(wire: Partial<StatusObject>) {
    super(wire.details);
    this.name = "WireError";
    this.wire = wire;
  }
}

function onWire(thrown: unknown): Partial<StatusObject> {
  return thrown instanceof WireError ? thrown.wire : rpcError(thrown);
}

/** The calls being worked on. Cancelling answers all of them, and later ones, with an error. */
export class InFlight {
  private readonly waiting = new Set<(reason: Error) => void>();
  private cancelled = false;

  cancel(): void {
    this.cancelled = true;
    for (const fail of this.waiting) {
      fail(new Error("cancelled"));
    }
    this.waiting.clear();
  }

  /** A gRPC handler that answers with what `work` returns, or with the error it throws. */
  handler<Request, Response>(
    work: (request: Request) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      this.untilCancelled(async () => work(call.request)).then(
        (response) => {
          callback(null, response);
        },
        (thrown: unknown) => {
          callback(onWire(thrown));
        },
      );
    };
  }

  private async untilCancelled<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.cancelled) {
      throw new Error("cancelled");
    }
    let fail: (reason: Error) => void = () => undefined;
    const cancellation = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    this.waiting.add(fail);
    try {
      return await Promise.race([work(), cancellation]);
    } finally {
      this.waiting.delete(fail);
    }
  }
}
