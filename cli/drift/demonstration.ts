import type { DriftRecorder } from "./drift-run.ts";

/** A change behind Flux's back, and how to see what becomes of it. */
export interface Demonstration {
  /** What is going to happen, for people; with the command or commit that does it. */
  readonly plan: string;
  /** Makes the change and marks it. */
  change(recorder: DriftRecorder): Promise<void>;
  /** Marks what Flux does until all is equal again; throws at the limit and when interrupted. */
  follow(recorder: DriftRecorder, signal: AbortSignal): Promise<void>;
  /** Puts back what Flux has not; answers what it did, or undefined when there was nothing to do. */
  undo(): Promise<string | undefined>;
  /** Commits that were made, in order. */
  readonly commits: readonly string[];
}

/** Runs one: changes, follows, and puts back whatever happens on the way. */
export async function runDemonstration(
  demonstration: Demonstration,
  recorder: DriftRecorder,
  signal: AbortSignal,
): Promise<{ stopped: string | null; undone: string | null }> {
  let stopped: string | null = null;
  let undone: string | undefined;
  try {
    signal.throwIfAborted();
    recorder.begin();
    await demonstration.change(recorder);
    await demonstration.follow(recorder, signal);
  } catch (error) {
    stopped = error instanceof Error ? error.message : String(error);
  } finally {
    // Also after a change that failed: it may have come half-way.
    undone = await undoSurely(demonstration);
  }
  return { stopped, undone: undone ?? null };
}

/** A terminal sends a second Ctrl-C to the tools as well that put things back. */
async function undoSurely(demonstration: Demonstration): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await demonstration.undo();
    } catch (error) {
      if (attempt === 3) {
        throw error;
      }
    }
  }
}
