import { Command } from "commander";
import { openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { createProgress } from "../terminal/progress.ts";
import { availableVersions, requireVersion } from "../release/chart-registry.ts";
import { releasePlaces } from "../release/release-place.ts";
import { releaseTargets } from "../release/release-targets.ts";
import { releaseTo } from "../release/release-to.ts";
import { renderRelease, type ReleaseReport } from "../release/report.ts";
import { recordRun } from "../report/runs.ts";
import { stackOutputs } from "../stack/stack.ts";
import { selectClusters } from "../stack/stack-outputs.ts";

interface Options {
  readonly cluster?: string[];
  readonly tenant?: string[];
  readonly json?: true;
}

/** `lab release`. */
export function command(): Command {
  return new Command("release")
    .description("Commit a podinfo version to Git and follow it until every cluster serves it")
    .argument("<version>", "a podinfo version in the lab's chart registry")
    .option("-c, --cluster <name...>", "only these clusters (default: all)")
    .option("-t, --tenant <name...>", "only these tenants, as each of them (default: all)")
    .option("--json", "print the result as JSON (docs/status-json.md)")
    .action(async (version: string, options: Options) => {
      const lab = openLab();
      const report = await release(lab, version, options);
      if ([report, ...report.tenants].some(({ commit }) => commit !== null)) {
        recordRun(lab.places, {
          kind: "release",
          endedAt: new Date().toISOString(),
          result: report,
        });
      }
      process.stdout.write(
        options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : renderRelease(report),
      );
      const clusters = [report, ...report.tenants].flatMap((place) => place.clusters);
      process.exitCode = clusters.every(({ stopped }) => stopped === null) ? 0 : 1;
    });
}

async function release(lab: Lab, version: string, options: Options): Promise<ReleaseReport> {
  const outputs = await stackOutputs(lab);
  const clusters = selectClusters(outputs, options.cluster ?? []).map(([name]) => name);
  const places = releasePlaces(outputs, options.tenant ?? []);
  requireVersion(version, await availableVersions(outputs.giteaUrl));
  const progress = createProgress();
  // Of all places before the first commit: nothing is pushed when one of them cannot follow.
  const chosen = await Promise.all(
    places.map(async (place) => ({ place, targets: await releaseTargets(lab, place, clusters) })),
  );
  if (chosen.every(({ targets }) => targets.clusters.length === 0)) {
    throw new LabError(`Git brings no podinfo to ${clusters.join(", ")}`, {
      remedy: `put it back in Git, or name another cluster: ./lab release ${version} --cluster NAME`,
    });
  }
  const reports = await Promise.all(
    chosen.map(async ({ place, targets }) => {
      const report = await releaseTo(lab, place, version, targets, progress);
      return { tenant: place.tenant, report };
    }),
  );
  const own = reports.find(({ tenant }) => tenant === null)?.report;
  const tenants = reports.flatMap(({ tenant, report }) =>
    tenant === null ? [] : [{ name: tenant, ...report }],
  );
  return {
    version,
    ...(own ?? { commit: null, pushMs: null, clusters: [], leftOut: [] }),
    tenants,
  };
}
