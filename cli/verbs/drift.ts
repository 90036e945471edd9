import { Argument, Command } from "commander";
import { ClusterDrift } from "../drift/cluster-drift.ts";
import { runDemonstration, type Demonstration } from "../drift/demonstration.ts";
import { driftLimit } from "../drift/drift-limit.ts";
import {
  demonstrations,
  DriftRecorder,
  type DemonstrationName,
  type DriftRun,
} from "../drift/drift-run.ts";
import { GitDrift } from "../drift/git-drift.ts";
import { requireHealing } from "../drift/require-healing.ts";
import { renderMark, renderOutcome } from "../drift/render-drift.ts";
import { helmTarget, kustomizeTarget } from "../drift/targets.ts";
import { ClusterClient } from "../flux/cluster-client.ts";
import { interruptible } from "../terminal/interruption.ts";
import { openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { readSettingValues } from "../lab/lab-settings.ts";
import { releasePlaces, type ReleasePlace } from "../release/release-place.ts";
import { recordRun } from "../report/runs.ts";
import { stackOutputs } from "../stack/stack.ts";
import { selectClusters } from "../stack/stack-outputs.ts";

interface DriftOptions {
  cluster?: string;
  tenant?: string;
  now?: true;
  json?: true;
}

/** `lab drift`. */
export function command(): Command {
  const names = Object.keys(demonstrations);
  return new Command("drift")
    .description("Change something behind Flux's back, show how it is healed, and leave no trace")
    .addArgument(new Argument("<demo>", "what to demonstrate").choices(names))
    .option("-c, --cluster <name>", "in this cluster (default: the first)")
    .option("-t, --tenant <name>", "of this tenant, where there are tenants (default: the first)")
    .option("--now", "ask Flux to compare at once, not at its next drift check")
    .option("--json", "print the result as JSON (docs/status-json.md)")
    .addHelpText(
      "after",
      `\n${Object.entries(demonstrations)
        .map(([name, text]) => `  ${name.padEnd(10)} ${text}\n`)
        .join(
          "",
        )}\nCtrl-C puts everything back. Exit code 1 when Flux did not heal it, 130 after Ctrl-C.`,
    )
    .action(async (demo: DemonstrationName, options: DriftOptions) => {
      const lab = openLab();
      const { run, interrupted } = await drift(lab, demo, options);
      recordRun(lab.places, { kind: "drift", endedAt: new Date().toISOString(), result: run });
      process.stdout.write(
        options.json === true ? `${JSON.stringify(run, undefined, 2)}\n` : renderOutcome(run),
      );
      process.exitCode = interrupted ? 130 : run.stopped === null ? 0 : 1;
    });
}

async function drift(
  lab: Lab,
  demo: DemonstrationName,
  options: DriftOptions,
): Promise<{ run: DriftRun; interrupted: boolean }> {
  const outputs = await stackOutputs(lab);
  const [[cluster] = [undefined]] = selectClusters(
    outputs,
    options.cluster === undefined ? [] : [options.cluster],
  );
  if (cluster === undefined) {
    throw new LabError("the lab has no cluster", { remedy: "./lab up" });
  }
  const [place] = releasePlaces(outputs, options.tenant === undefined ? [] : [options.tenant]);
  if (place === undefined) {
    throw new LabError("the lab has no podinfo", { remedy: "./lab up" });
  }
  const interval = readSettingValues(lab.places)["driftCheckInterval"];
  const limit = driftLimit(interval);
  const now = options.now === true;
  const client = new ClusterClient(lab.places, cluster);
  const titles = healersOf(demo, place);
  requireHealing({ cluster, titles }, await client.fluxObjects());
  const target = demo === "helm" ? helmTarget(place.helmRelease.namespace) : kustomizeTarget;
  const demonstration: Demonstration =
    demo === "git"
      ? new GitDrift(lab, place, cluster, client, limit)
      : await ClusterDrift.prepare(lab, cluster, target, { limit, now });
  // Progress is for people; with --json standard output is the result alone.
  const out = options.json === true ? process.stderr : process.stdout;
  const looks = now ? "is asked to compare at once" : `compares every ${String(interval)}`;
  const when = demo === "git" ? "hears of it through the webhook" : looks;
  out.write(`${demonstrations[demo]}\n  ${demonstration.plan}\n  Flux ${when}\n\n`);
  const recorder = new DriftRecorder((mark) => out.write(renderMark(mark, out.isTTY)));
  const startedAt = new Date().toISOString();
  return interruptible(async (signal) => {
    const { stopped, undone } = await runDemonstration(demonstration, recorder, signal);
    const { marks } = recorder;
    const { commits } = demonstration;
    const run = { demo, cluster, startedAt, marks, commits, stopped, undone };
    return { run, interrupted: signal.aborted };
  });
}

/** Titles of the Flux objects that notice and heal. */
function healersOf(demo: DemonstrationName, place: ReleasePlace): string[] {
  const { source, kustomization, helmRelease } = place;
  const release = `HelmRelease ${helmRelease.namespace}/${helmRelease.name}`;
  switch (demo) {
    case "git":
      return [
        `GitRepository ${source.namespace}/${source.name}`,
        `Kustomization ${kustomization.namespace}/${kustomization.name}`,
        release,
      ];
    case "kustomize":
      return ["Kustomization flux-system/infra-controllers"];
    case "helm":
      return [release];
  }
}
