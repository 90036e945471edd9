import { Command, InvalidArgumentError, Option } from "commander";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { findPlace } from "../bench/bench-place.ts";
import { renderSvg } from "../bench/bench-svg.ts";
import {
  contestants,
  type BenchResult,
  type ContestantName,
  type Figure,
  type Samples,
} from "../bench/figures.ts";
import { FluxLab } from "../bench/flux-lab.ts";
import { measureContestant } from "../bench/measure.ts";
import { PlainLab } from "../bench/plain-lab.ts";
import { renderGrowth, renderMarkdown } from "../bench/render-bench.ts";
import { interruptible } from "../terminal/interruption.ts";
import type { BenchLab } from "../bench/bench-lab.ts";
import { labWith } from "../lab/lab.ts";
import { locateToolchain } from "../../toolchain/index.ts";
import { createProgress } from "../terminal/progress.ts";
import { ensureState } from "../lab/state-directory.ts";

interface BenchOptions {
  clusters: number;
  runs: number;
  only?: ContestantName[];
  polled?: true;
  switched?: true;
  json?: true;
}

/** `lab bench`. */
export function command(): Command {
  return new Command("bench")
    .description("Measure this lab against the same one made with plain command lines")
    .option("--clusters <number>", "how many clusters each brings up", parseCount, 4)
    .option("--runs <number>", "how often, one after the other", parseCount, 3)
    .addOption(
      new Option("--only <name...>", "only some contestants").choices(Object.keys(contestants)),
    )
    .option("--polled", "measure this lab's releases without webhooks too (up to 3 minutes a run)")
    .option("--switched", "measure a switch of topology and back too (some 3 minutes a run)")
    .option("--json", "print the numbers of every run instead of a table")
    .addHelpText(
      "after",
      "\nEach contestant has names, ports and a network of its own and is taken away before the next begins.\n" +
        "A lab that is up is not touched, but what else runs on the machine is measured with it.\n" +
        "Also writes bench/CLUSTERS.json, .md and .svg in the state directory, and bench/growth.md:\n" +
        "a table of all numbers of clusters that are there.",
    )
    .action(async (options: BenchOptions) => {
      const lab = labWith(locateToolchain());
      ensureState(lab.places);
      const result = await interruptible((signal) => bench(lab, options, signal));
      const directory = join(lab.places.state, "bench");
      mkdirSync(directory, { recursive: true });
      const json = `${JSON.stringify(result, undefined, 2)}\n`;
      const markdown = renderMarkdown(result);
      const file = join(directory, String(options.clusters));
      writeFileSync(`${file}.json`, json);
      writeFileSync(`${file}.md`, markdown);
      writeFileSync(`${file}.svg`, renderSvg(result));
      writeFileSync(join(directory, "growth.md"), renderGrowth(keptResults(directory)));
      process.stdout.write(options.json === true ? json : markdown);
    });
}

async function bench(
  lab: BenchLab,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<BenchResult> {
  const { clusters, runs } = options;
  const progress = createProgress();
  const all: Record<ContestantName, Samples> = { lab: {}, sequential: {}, parallel: {} };
  const names = (Object.keys(contestants) as ContestantName[]).filter(
    (name) => options.only?.includes(name) ?? true,
  );
  for (let run = 1; run <= runs; run += 1) {
    for (const name of names) {
      const prefix = `bench-${process.pid}-${name.slice(0, 3)}`;
      const place = await findPlace(prefix, clusters);
      const directory = join(lab.places.state, "bench", prefix);
      const contestant =
        name === "lab"
          ? new FluxLab(lab, place, directory)
          : new PlainLab(lab, place, directory, name === "parallel");
      const more = { polled: options.polled === true, switched: options.switched === true };
      const title = `run ${run} of ${runs}: ${contestants[name]}`;
      const measured = await measureContestant(
        ...([lab, contestant, place, more, progress, title, signal] as const),
      );
      for (const [figure, value] of Object.entries(measured) as [Figure, number][]) {
        (all[name][figure] ??= []).push(value);
      }
    }
  }
  return {
    at: new Date().toISOString(),
    machine: { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30) },
    ...{ clusters, runs, contestants: all },
  };
}

/** Of all benchmarks whose files are there, the fewest clusters first. */
function keptResults(directory: string): BenchResult[] {
  return readdirSync(directory)
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(directory, name), "utf8")) as BenchResult)
    .sort((one, other) => one.clusters - other.clusters);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 16) {
    throw new InvalidArgumentError("It has to be a whole number from 1 to 16.");
  }
  return count;
}
