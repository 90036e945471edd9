/**
 * What is measured; `s` in seconds, `MiB` in mebibytes, `cores` in processor cores,
 * `core s` in seconds of one core.
 */
export const figures = {
  up: { title: "up from nothing, until podinfo serves in every cluster", unit: "s" },
  upCommand: { title: "up from nothing, until the command ends", unit: "s" },
  noChange: { title: "up once more, nothing to change", unit: "s" },
  preview: { title: "preview, nothing to change", unit: "s" },
  release: { title: "push to serving in every cluster", unit: "s" },
  polled: { title: "push to serving without webhooks", unit: "s" },
  toTenancy: { title: "switch to multi-tenancy, until all is Ready", unit: "s" },
  toCluster: { title: "switch back to multi-cluster, until all is Ready", unit: "s" },
  down: { title: "down", unit: "s" },
  upCpu: { title: "processor time of all containers until podinfo serves", unit: "core s" },
  idleMemory: { title: "idle memory, all containers", unit: "MiB" },
  idleNodeMemory: { title: "idle memory per cluster", unit: "MiB" },
  peakMemory: { title: "peak memory while coming up, all containers", unit: "MiB" },
  peakNodeMemory: { title: "peak memory while coming up, per cluster", unit: "MiB" },
  idleCpu: { title: "idle processor use, all containers", unit: "cores" },
  idleNodeCpu: { title: "idle processor use per cluster", unit: "cores" },
} as const;

/** Name of a figure. */
export type Figure = keyof typeof figures;

/** What was measured of one contestant: one number per run, where it has the figure at all. */
export type Samples = Partial<Record<Figure, number[]>>;

/** What `bench --json` prints. */
export interface BenchResult {
  /** RFC 3339. */
  readonly at: string;
  readonly machine: { readonly cores: number; readonly memoryGiB: number };
  readonly clusters: number;
  readonly runs: number;
  readonly contestants: Record<ContestantName, Samples>;
}

/** Who is measured, with what they are. */
export const contestants = {
  lab: "this lab",
  sequential: "one command after the other",
  parallel: "the same at once, Flux tuned",
} as const;

/** One of them. */
export type ContestantName = keyof typeof contestants;

/** Median, least and greatest. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Of some numbers; undefined when there are none. */
export function summarize(values: readonly number[] | undefined): Summary | undefined {
  const sorted = [...(values ?? [])].sort((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) {
    return undefined;
  }
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return { median: ((low ?? min) + (high ?? max)) / 2, min, max };
}

/** How many times as much the first is, by the medians; undefined without both. */
export function ratio(
  of: readonly number[] | undefined,
  to: readonly number[] | undefined,
): number | undefined {
  const [above, below] = [summarize(of), summarize(to)];
  return above === undefined || below === undefined || below.median === 0
    ? undefined
    : above.median / below.median;
}
