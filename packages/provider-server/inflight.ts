import type { handleUnaryCall, StatusObject } from "@grpc/grpc-js";
import { rpcError } from "./rpc-error.ts";

/** How long aborted work may take to say for itself what it was doing, in milliseconds. */
const LAST_WORDS_MS = 1000;

/** Thrown by work that already knows its error on the wire. */
export class WireError extends Error {
  readonly wire: Partial<StatusObject>;

  constructor(wire: Partial<StatusObject>) {
    super(wire.details);
    this.name = "WireError";
    this.wire = wire;
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("cancelled");
}

/** The work's own outcome or, some time after the signal, the signal's reason. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        reject(reasonOf(signal));
      }, LAST_WORDS_MS);
    };
  });
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) {
    onAbort();
  }
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  }
}

/** Calls being worked on. Cancelling aborts all of them, and later ones. */
export class InFlight {
  private readonly controller = new AbortController();
  private readonly calls = new Set<Promise<unknown>>();

  /** Resolves when every call has been answered, within about a second. */
  async cancel(): Promise<void> {
    this.controller.abort(new Error("cancelled"));
    await Promise.allSettled(this.calls);
  }

  /**
   * A gRPC handler that answers with what `work` returns, or with the error it throws. Its signal
   * is aborted when the engine cancels.
   */
  handler<Request, Response>(
    work: (request: Request, signal: AbortSignal) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      const { signal } = this.controller;
      const working = (async () => {
        signal.throwIfAborted();
        return work(call.request, signal);
      })();
      const answered = orAborted(working, signal).then(
        (response) => {
          callback(null, response);
        },
        (thrown: unknown) => {
          callback(thrown instanceof WireError ? thrown.wire : rpcError(thrown));
        },
      );
      this.calls.add(answered);
      void answered.finally(() => this.calls.delete(answered));
    };
  }
}

/**
 * Runs work that has a limit of its own.
 * @param seconds the limit; 0 for none
 * @param what names the work in the error, as in "create"
 */
export async function withLimit<Result>(
  what: string,
  seconds: number,
  cancelled: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (seconds === 0) {
    return work(cancelled);
  }
  const expiry = new AbortController();
  const timer = setTimeout(() => {
    const limit = `${what} did not end within ${String(seconds)} s, the limit in customTimeouts`;
    expiry.abort(new Error(limit));
  }, seconds * 1000);
  try {
    const signal = AbortSignal.any([cancelled, expiry.signal]);
    return await orAborted(work(signal), signal);
  } finally {
    clearTimeout(timer);
  }
}
