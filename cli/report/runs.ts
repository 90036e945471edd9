import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DriftRun } from "../drift/drift-run.ts";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";
import type { ReleaseReport } from "../release/report.ts";

/** What a release or a drift demonstration leaves for `lab report`. */
export type RecordedRun =
  | { readonly kind: "release"; readonly endedAt: string; readonly result: ReleaseReport }
  | { readonly kind: "drift"; readonly endedAt: string; readonly result: DriftRun };

/** Name of their directory in the state directory. */
export const runsDirectory = "runs";

const kept = 20;

/** Keeps a run; the oldest go when there are more than 20. */
export function recordRun(places: Pick<LabPlaces, "state">, run: RecordedRun): void {
  const directory = join(places.state, runsDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const name = `${run.endedAt.replaceAll(/[^0-9TZ]/g, "")}-${run.kind}.json`;
  writeFileSync(join(directory, name), `${JSON.stringify(run, undefined, 2)}\n`);
  for (const old of runFiles(places).slice(0, -kept)) {
    rmSync(join(directory, old));
  }
}

/** The newest run, of one kind if it is given; throws when there is none. */
export function lastRun(places: Pick<LabPlaces, "state">, kind?: RecordedRun["kind"]): RecordedRun {
  const names = runFiles(places).filter((name) => kind === undefined || name.includes(`-${kind}.`));
  const name = names.at(-1);
  if (name === undefined) {
    throw new LabError(`there is no ${kind ?? "release or drift"} run yet`, {
      remedy: kind === "drift" ? "./lab drift git" : "./lab release VERSION",
    });
  }
  const text = readFileSync(join(places.state, runsDirectory, name), "utf8");
  return JSON.parse(text) as RecordedRun;
}

/** Every run that is kept, newest first, by the name of its file; one that cannot be read is left out. */
export function readRuns(places: Pick<LabPlaces, "state">): { name: string; run: RecordedRun }[] {
  return runFiles(places)
    .reverse()
    .flatMap((file) => {
      try {
        const text = readFileSync(join(places.state, runsDirectory, file), "utf8");
        return [{ name: file.replace(/\.json$/, ""), run: JSON.parse(text) as RecordedRun }];
      } catch {
        return [];
      }
    });
}

/** Oldest first: names begin with the time. */
function runFiles({ state }: Pick<LabPlaces, "state">): string[] {
  try {
    return readdirSync(join(state, runsDirectory)).sort();
  } catch {
    return [];
  }
}
