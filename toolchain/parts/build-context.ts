import type { CacheDirectories } from "../cache/directories.ts";
import type { Part } from "./part.ts";
import type { Step } from "../progress.ts";
import type { RunOptions } from "../system/run.ts";

/** What a recipe has to work with. */
export interface BuildContext {
  /** Where the result goes; empty at the start, kept only if the recipe succeeds. */
  readonly directory: string;
  /** An empty directory for anything else; removed afterwards. */
  readonly scratch: string;
  readonly cache: CacheDirectories;
  readonly step: Step;
  /** The directory of a finished dependency. */
  part(part: Part): string;
  /** Runs a command with its output in this part's log; see run(). */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
}
