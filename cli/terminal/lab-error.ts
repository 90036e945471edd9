import { ToolchainError } from "../../toolchain/toolchain-error.ts";

/** What to tell somebody besides what is wrong. */
export interface ErrorAdvice {
  /** What would have been right. */
  readonly allowed?: string;
  /** The command, or the thing to do, that puts it right. */
  readonly remedy?: string;
  /** What caused it, shown only with FLUXLAB_DEBUG. */
  readonly cause?: unknown;
}

/** An error that a user can do something about; printed without a stack trace. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly allowed: string | undefined;
  readonly remedy: string | undefined;

  constructor(message: string, advice: ErrorAdvice = {}) {
    super(message, { cause: advice.cause });
    this.allowed = advice.allowed;
    this.remedy = advice.remedy;
  }
}

/** The lines to print for any thrown value; the stack trace only when `debug`. */
export function describeError(error: unknown, debug: boolean): string {
  const lines = [`Error: ${error instanceof Error ? error.message : String(error)}`];
  if (error instanceof LabError) {
    if (error.allowed !== undefined) {
      lines.push(`  allowed: ${error.allowed}`);
    }
    if (error.remedy !== undefined) {
      lines.push(`  remedy:  ${error.remedy}`);
    }
  }
  if (debug && error instanceof Error) {
    lines.push(error.stack ?? "");
    if (error.cause instanceof Error) {
      lines.push(`caused by: ${error.cause.stack ?? error.cause.message}`);
    }
  } else if (!(error instanceof LabError || error instanceof ToolchainError)) {
    lines.push("  remedy:  FLUXLAB_DEBUG=1 shows where this comes from");
  }
  return lines.join("\n");
}
