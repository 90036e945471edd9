import { WireError } from "./inflight.ts";
import { InitializationFailed } from "./initialization-failed.ts";
import { markSecrets } from "./mark-secrets.ts";
import type { Properties, Report, Resource } from "./provider.ts";
import { redacted } from "./redact.ts";
import { initializationError } from "./rpc-error.ts";

/** Keeps the secrets of one call out of the messages it leads to. */
export class Confidential {
  private readonly secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    this.secrets = secrets;
  }

  report(report: Report): Report {
    return (severity, message) => {
      report(severity, redacted(message, this.secrets));
    };
  }

  /** Runs work whose errors are about to be shown. */
  async keep<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof Error) {
        thrown.message = redacted(thrown.message, this.secrets);
      }
      throw thrown;
    }
  }

  /** As {@link keep}, for work that may leave a failed object, which the engine then keeps. */
  async keepState<State extends { outputs: Properties }>(
    resource: Resource,
    sent: Properties,
    work: () => Promise<State>,
  ): Promise<State> {
    try {
      return await this.keep(work);
    } catch (thrown) {
      if (thrown instanceof InitializationFailed) {
        const outputs = markSecrets(resource, thrown.state.outputs, [sent]);
        throw new WireError(initializationError(thrown, outputs, sent));
      }
      throw thrown;
    }
  }
}
