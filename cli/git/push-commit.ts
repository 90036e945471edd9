import type { PrivateClone } from "./private-clone.ts";
import { describeRefusal, isBehind } from "./push-refusal.ts";

/** What is to be changed, as seen at the clone's head. */
export interface CommitPlan {
  /** Path to new text. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** A commit that is in the followed branch. */
export interface PushedCommit {
  readonly commit: string;
  /** Every commit that was there before: a revision not among them is this one or later. */
  readonly older: ReadonlySet<string>;
  /** performance.now() when the push that succeeded was started. */
  readonly startedAt: number;
  /** Milliseconds that push took. */
  readonly duration: number;
}

const attempts = 5;

/**
 * Commits what `plan` answers and pushes it. On a head that has moved on, or was written anew, it
 * plans again from there: nobody's commit is lost. Undefined when there is nothing to change.
 *
 * @throws LabError when Gitea refuses the push, with what it said and what to do
 */
export async function pushCommit(
  clone: PrivateClone,
  plan: () => Promise<CommitPlan>,
): Promise<PushedCommit | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { files, message } = await plan();
    if (files.size === 0) {
      return undefined;
    }
    const older = await clone.history();
    const commit = await clone.commit(files, message);
    const startedAt = performance.now();
    const refusal = await clone.push(commit);
    if (refusal === undefined) {
      return { commit, older, startedAt, duration: performance.now() - startedAt };
    }
    if (!isBehind(refusal) || attempt === attempts) {
      throw describeRefusal(refusal, clone.repository);
    }
    await clone.update();
  }
}
