import type { DriftMark, DriftRun } from "./drift-run.ts";

/** One line of the timeline: `  12345 ms  noticed        text`. */
export function renderMark({ stage, ms, text }: DriftMark, colour: boolean): string {
  const label = stage.padEnd(14);
  return `${String(ms).padStart(8)} ms  ${colour ? paint(stage, label) : label}${text}\n`;
}

/** What came of it, for people. */
export function renderOutcome(run: DriftRun): string {
  const { marks, stopped, undone } = run;
  const at = (stage: string): number | undefined => marks.find((mark) => mark.stage === stage)?.ms;
  const [noticed, equal] = [at("noticed"), at("equal")];
  const put = undone === null ? "" : `Put back: ${undone}\n`;
  if (stopped !== null || noticed === undefined || equal === undefined) {
    return `Stopped: ${stopped ?? "before Flux was done"}\n${put}`;
  }
  return `Flux noticed after ${noticed} ms and had ${run.cluster} equal to Git after ${equal} ms.\n${put}`;
}

function paint(stage: string, label: string): string {
  const codes: Record<string, number> = { changed: 33, reverted: 33, noticed: 36, equal: 32 };
  return `\x1b[${codes[stage.replace(" again", "")] ?? 32}m${label}\x1b[0m`;
}
