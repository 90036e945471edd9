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
  const present = names.filter((name) => Object.keys(result.contestants[name]).length > 0);
  const others = present.filter((name) => name !== "lab" && present.includes("lab"));
  const heading = [
    "figure",
    ...present.map((name) => contestants[name]),
    ...others.map((name) => `lab : ${name}`),
  ];
  const { lab } = result.contestants;
  const rows = measured(result).map((figure) => [
    `${figures[figure].title}, ${figures[figure].unit}`,
    ...present.map((name) => cell(result.contestants[name][figure])),
    ...others.map((name) => times(ratio(lab[figure], result.contestants[name][figure]))),
  ]);
  const lines = table([heading, ...rows]);
  return (
    `### ${clusters} cluster${clusters === 1 ? "" : "s"}, ${runs} run${runs === 1 ? "" : "s"}\n\n` +
    `${at.slice(0, 10)}, ${machine.cores} cores, ${machine.memoryGiB} GiB: ` +
    "median (least to greatest).\n\n" +
    lines
  );
}

const growth = [
  ...(["up", "upCpu", "release", "noChange", "preview", "down"] as const),
  ...(["idleMemory", "idleNodeMemory", "idleCpu"] as const),
] satisfies Figure[];

/** This lab's medians at several numbers of clusters side by side. */
export function renderGrowth(results: readonly BenchResult[]): string {
  const heading = ["figure", ...results.map(({ clusters }) => String(clusters))];
  const rows = growth.map((figure) => [
    `${figures[figure].title}, ${figures[figure].unit}`,
    ...results.map((result) => {
      const summary = summarize(result.contestants.lab[figure]);
      return summary === undefined ? "-" : short(summary.median);
    }),
  ]);
  return table([heading, ...rows]);
}

function table([heading = [], ...rows]: readonly string[][]): string {
  const lines = [heading, heading.map(() => "---"), ...rows];
  return lines.map((row) => `| ${row.join(" | ")} |\n`).join("");
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
