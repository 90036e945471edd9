import {
  contestants,
  figures,
  ratio,
  summarize,
  type BenchResult,
  type ContestantName,
  type Figure,
} from "./figures.ts";

const names = Object.keys(contestants) as ContestantName[];

/** The result as a Markdown section. */
export function renderMarkdown(result: BenchResult): string {
  const { clusters, runs, machine, at } = result;
  const heading = [
    "figure",
    ...names.map((name) => contestants[name]),
    "lab : sequential",
    "lab : parallel",
  ];
  const rows = measured(result).map((figure) => [
    `${figures[figure].title}, ${figures[figure].unit}`,
    ...names.map((name) => cell(result.contestants[name][figure])),
    times(ratio(result.contestants.lab[figure], result.contestants.sequential[figure])),
    times(ratio(result.contestants.lab[figure], result.contestants.parallel[figure])),
  ]);
  const lines = [heading, heading.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  return (
    `### ${clusters} cluster${clusters === 1 ? "" : "s"}, ${runs} run${runs === 1 ? "" : "s"}\n\n` +
    `${at.slice(0, 10)}, ${machine.cores} cores, ${machine.memoryGiB} GiB: ` +
    "median (least to greatest).\n\n" +
    `${lines.join("\n")}\n`
  );
}

/** The figures that at least one contestant has, in their order. */
export function measured({ contestants: all }: BenchResult): Figure[] {
  return (Object.keys(figures) as Figure[]).filter((figure) =>
    names.some((name) => (all[name][figure] ?? []).length > 0),
  );
}

function cell(values: readonly number[] | undefined): string {
  const summary = summarize(values);
  if (summary === undefined) {
    return "-";
  }
  const { median, min, max } = summary;
  return min === max ? short(median) : `${short(median)} (${short(min)} to ${short(max)})`;
}

function times(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(2);
}

/** Three digits are all that a measurement here is worth. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
