import { setTimeout as sleep } from "node:timers/promises";
import type { BenchLab } from "./bench-lab.ts";
import { inPrivateClone } from "../git/private-clone.ts";
import { pinnedIn } from "../release/commit.ts";
import { withPinnedVersion } from "../release/pinned-version.ts";
import { labParts } from "../lab/lab-parts.ts";
import type { Progress } from "../../toolchain/progress.ts";
import { podinfoUrls, type BenchPlace } from "./bench-place.ts";
import type { Contestant } from "./contestant.ts";
import { dockerUsage, peakMemory } from "./docker-usage.ts";
import type { Figure } from "./figures.ts";
import { FluxLab } from "./flux-lab.ts";
import { serving, timed } from "./serving.ts";

/** Milliseconds until podinfo has to answer. */
const limit = 600_000;
/** Milliseconds after coming up until a lab is idle, and over which its processor use is taken. */
const settle = 20_000;
const window = 20_000;

/** What one run of one contestant showed. */
export type Run = Partial<Record<Figure, number>>;

/** How much is measured. */
export interface MeasureOptions {
  /** Also how long a push takes that no webhook tells of. */
  readonly polled: boolean;
  /** Also how long it takes to another topology and back. */
  readonly switched: boolean;
}

/** Brings a contestant up, measures it, and takes it away whatever happened. */
export async function measureContestant(
  lab: BenchLab,
  contestant: Contestant,
  place: BenchPlace,
  options: MeasureOptions,
  progress: Progress,
  title: string,
  signal: AbortSignal,
): Promise<Run> {
  const step = progress.step(title);
  const run: Run = {};
  const urls = podinfoUrls(place);
  const note = (figure: Figure, value: number): void => {
    run[figure] = value;
    step.update(`${figure} ${value.toFixed(2)}`);
  };
  let coming: Promise<unknown> | undefined;
  try {
    const peak = await peakMemory(place.prefix, async () => {
      const command = timed(() => contestant.up());
      coming = command;
      // A command that fails ends the waiting for what it was to bring.
      const failed = command.then(() => new Promise<never>(() => undefined));
      const served = timed(() => serving(urls, undefined, limit, signal));
      note("up", await Promise.race([served, failed]));
      note("upCpu", (await dockerUsage(place.prefix)).all.cpuSeconds);
      note("upCommand", await command);
    });
    note("peakMemory", peak.all);
    note("peakNodeMemory", peak.nodes / place.clusters.length);
    if (contestant instanceof FluxLab) {
      note("noChange", await timed(() => contestant.run("up")));
      note(
        "preview",
        await timed(() => contestant.run("pulumi", "preview", "--expect-no-changes")),
      );
    }
    await measureIdle(place, note, signal);
    const [old = "", first = "", second = ""] = labParts(lab).charts.map(({ version }) => version);
    const release = (version: string) => releaseTime(lab, contestant, place, version, signal);
    if (contestant instanceof FluxLab) {
      note("release", await release(first));
      if (options.polled) {
        await contestant.setWebhooks(false);
        note("polled", await release(second === "" ? old : second));
        await contestant.setWebhooks(true);
      }
      if (options.switched) {
        note("toTenancy", await timed(() => contestant.switchTo("multi-tenancy")));
        note("toCluster", await timed(() => contestant.switchTo("multi-cluster")));
      }
    } else {
      note("polled", await release(first));
    }
  } finally {
    // After Ctrl-C it may still be at it, and would bring up again what is taken away.
    await coming?.catch(() => undefined);
    const down = await timed(() => contestant.down());
    if (run.up !== undefined) {
      note("down", down);
    }
  }
  step.done(`up ${run.up?.toFixed(1) ?? "-"} s, down ${run.down?.toFixed(1) ?? "-"} s`);
  return run;
}

async function measureIdle(
  place: BenchPlace,
  note: (figure: Figure, value: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await sleep(settle, undefined, { signal });
  const before = await dockerUsage(place.prefix);
  await sleep(window, undefined, { signal });
  const after = await dockerUsage(place.prefix);
  const cores = (of: "all" | "nodes"): number =>
    (after[of].cpuSeconds - before[of].cpuSeconds) / (window / 1000);
  const count = place.clusters.length;
  note("idleMemory", after.all.memoryMiB);
  note("idleNodeMemory", after.nodes.memoryMiB / count);
  note("idleCpu", cores("all"));
  note("idleNodeCpu", cores("nodes") / count);
}

/** Seconds from the beginning of a push until every podinfo reports the version. */
async function releaseTime(
  lab: BenchLab,
  contestant: Contestant,
  place: BenchPlace,
  version: string,
  signal: AbortSignal,
): Promise<number> {
  const { url, username, password } = await contestant.git();
  const author = { name: "fluxlab bench", email: "bench@fluxlab.invalid" };
  const repository = { url, branch: "main" };
  return inPrivateClone(lab, repository, { username, token: password }, author, async (clone) => {
    const files = new Map<string, string>();
    for (const cluster of place.clusters) {
      const file = pinnedIn("apps", cluster);
      files.set(file, withPinnedVersion(await clone.read(file), version, file));
    }
    const commit = await clone.commit(files, `Release podinfo ${version}`);
    return timed(async () => {
      const refusal = await clone.push(commit);
      if (refusal !== undefined) {
        throw new Error(refusal);
      }
      await serving(podinfoUrls(place), version, limit, signal);
    });
  });
}
