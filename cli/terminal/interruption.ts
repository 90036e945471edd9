import { LabError } from "./lab-error.ts";

/** Ctrl-C, or a polite kill, while something that has to be put back is under way. */
export class InterruptedError extends LabError {
  constructor() {
    super("interrupted");
  }
}

/** Runs `work` with a signal that aborts on Ctrl-C; a second Ctrl-C changes nothing. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new InterruptedError());
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}
