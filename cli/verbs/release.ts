import { Command } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import { ClusterClient } from "../flux/cluster-client.ts";
import { gatherEvidence } from "../flux/evidence.ts";
import { openLab, type Lab } from "../lab.ts";
import { askPodinfo } from "../podinfo.ts";
import { createProgress } from "../progress.ts";
import { availableVersions, requireVersion } from "../release/chart-registry.ts";
import { commitRelease } from "../release/commit.ts";
import { followRelease, type Followed, type ReleaseProbe } from "../release/follow.ts";
import { renderRelease, type ReleaseReport } from "../release/report.ts";
import { stackOutputs } from "../stack.ts";
import { selectClusters, type ClusterOutput } from "../stack-outputs.ts";

const limit = 180_000;

/** `lab release`. */
export function command(): Command {
  return new Command("release")
    .description("Commit a podinfo version to Git and follow it until every cluster serves it")
    .argument("<version>", "a podinfo version in the lab's chart registry")
    .option("-c, --cluster <name...>", "only these clusters (default: all)")
    .option("--json", "print the result as JSON (docs/status-json.md)")
    .action(async (version: string, options: { cluster?: string[]; json?: true }) => {
      const report = await release(openLab(), version, options.cluster ?? []);
      process.stdout.write(
        options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : renderRelease(report),
      );
      process.exitCode = report.clusters.every(({ stopped }) => stopped === null) ? 0 : 1;
    });
}

async function release(
  lab: Lab,
  version: string,
  names: readonly string[],
): Promise<ReleaseReport> {
  const outputs = await stackOutputs(lab);
  const clusters = selectClusters(outputs, names);
  requireVersion(version, await availableVersions(outputs.giteaUrl));
  const { previous, pushed } = await commitRelease(
    lab,
    outputs,
    version,
    clusters.map(([name]) => name),
  );
  const progress = createProgress();
  const results = await Promise.all(
    clusters.map(async ([name, output]) => {
      const before = previous[name] ?? "";
      if (pushed === undefined || before === version) {
        return {
          name,
          previous: before,
          changed: false,
          timeline: {},
          stopped: null,
          evidence: [],
        };
      }
      const step = progress.step(name);
      const client = new ClusterClient(lab.places, name);
      const followed = await followRelease(probeOf(client, output), {
        version,
        older: pushed.older,
        pushedAt: pushed.startedAt,
        limit,
        interval: 100,
        onStage: (stage, milliseconds) => {
          step.update(`${stage} after ${milliseconds} ms`);
        },
      });
      if (followed.stopped === undefined) {
        step.done(`serves ${version}`);
      } else {
        step.fail(`${followed.stopped.stage}: ${followed.stopped.why}`);
      }
      return {
        name,
        previous: before,
        changed: true,
        timeline: followed.timeline,
        stopped: followed.stopped ?? null,
        evidence: await evidenceFor(client, followed),
      };
    }),
  );
  return {
    version,
    commit: pushed?.commit ?? null,
    pushMs: pushed === undefined ? null : Math.round(pushed.duration),
    clusters: results,
  };
}

function probeOf(client: ClusterClient, output: ClusterOutput): ReleaseProbe {
  return {
    gitRepository: () => client.fluxObject("GitRepository", "flux-system", "flux-system"),
    kustomization: () => client.fluxObject("Kustomization", "flux-system", "apps"),
    helmRelease: () => client.fluxObject("HelmRelease", "podinfo", "podinfo"),
    podinfoVersion: async () => (await askPodinfo(output.podinfoUrl))?.version,
  };
}

async function evidenceFor(client: ClusterClient, followed: Followed): Promise<string[]> {
  if (followed.stopped === undefined) {
    return [];
  }
  // Events of the failure are written a moment after the condition.
  await sleep(1000);
  const objects = await client.fluxObjects().catch(() => []);
  const broken = objects.filter(({ ready }) => ready !== "True");
  return gatherEvidence(client, broken);
}
