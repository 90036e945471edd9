import type { LabPlaces } from "../lab/lab-environment.ts";
import { reportData } from "../report/report-data.ts";
import { readRuns, type RecordedRun } from "../report/runs.ts";
import type { RunEntry } from "./entries.ts";
import type { LiveDocument } from "./live-document.ts";

/** Brings the runs that a lab remembers, or those of one kind, into the document. */
export function setRuns(
  places: Pick<LabPlaces, "state">,
  document: LiveDocument,
  only?: RecordedRun["kind"],
): void {
  const runs = readRuns(places).filter(({ run }) => only === undefined || run.kind === only);
  const names = new Set(runs.map(({ name }) => `run/${name}`));
  for (const { name, run } of runs) {
    const entry: RunEntry = { report: reportData(run), run };
    document.set(`run/${name}`, entry);
  }
  for (const key of document.keys("run/").filter((one) => !names.has(one))) {
    document.delete(key);
  }
}
