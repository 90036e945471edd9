import { setTimeout as sleep } from "node:timers/promises";
import type { Progress } from "../../toolchain/progress.ts";
import { ClusterClient } from "../flux/cluster-client.ts";
import { gatherEvidence } from "../flux/evidence.ts";
import { failedJobs } from "../flux/failed-jobs.ts";
import type { FluxKind } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { askEveryPodinfo } from "../podinfo/ask-podinfo.ts";
import { commitRelease, isTakenOut, type ReleaseCommit } from "./commit.ts";
import { followRelease, type FollowOptions, type ReleaseProbe } from "./follow.ts";
import { appsOrBlocker, followJob, type JobTimeline, type ReadStep } from "./jobs.ts";
import type { ReleasePlace } from "./release-place.ts";
import type { ReleaseTargets } from "./release-targets.ts";
import type { ClusterReport, PlaceReport, Stop } from "./report.ts";

/** Milliseconds from the push until a cluster is given up. */
const limit = 180_000;

/** Pins a version in one repository and follows it until every cluster serves it. */
export async function releaseTo(
  lab: Lab,
  place: ReleasePlace,
  version: string,
  { clusters, leftOut }: ReleaseTargets,
  progress: Progress,
): Promise<PlaceReport> {
  if (clusters.length === 0) {
    return { commit: null, pushMs: null, clusters: [], leftOut };
  }
  const commit = await commitRelease(lab, place, version, clusters);
  const { pushed } = commit;
  return {
    commit: pushed?.commit ?? null,
    pushMs: pushed === undefined ? null : Math.round(pushed.duration),
    clusters: await Promise.all(
      clusters.map((cluster) => followIn(cluster, lab, place, version, commit, progress)),
    ),
    leftOut,
  };
}

async function followIn(
  cluster: string,
  lab: Lab,
  place: ReleasePlace,
  version: string,
  { previous: before, pushed }: ReleaseCommit,
  progress: Progress,
): Promise<ClusterReport> {
  const previous = before[cluster] ?? "";
  const report = { name: cluster, previous, timeline: {}, stopped: null, evidence: [] };
  if (pushed === undefined || previous === version) {
    return { ...report, changed: false };
  }
  const step = progress.step(place.tenant === null ? cluster : `${place.tenant} in ${cluster}`);
  const client = new ClusterClient(lab.places, cluster);
  const options: FollowOptions = {
    version,
    cluster,
    older: pushed.older,
    pushedAt: pushed.startedAt,
    limit,
    interval: 100,
    onStage: (stage, milliseconds) => {
      step.update(`${stage} after ${milliseconds} ms`);
    },
  };
  const probe = probeOf(client, place, cluster, version);
  const { namespace, name } = place.kustomization;
  const readStep: ReadStep = (job) =>
    client.fluxObject("Kustomization", namespace, `${name}-${job}`);
  const hasJobs = (await readStep("pre")) !== undefined;
  const { timeline, jobs, stopped } = hasJobs
    ? await followWithJobs(probe, readStep, options)
    : { ...(await followRelease(probe, options)), jobs: undefined };
  if (stopped === undefined) {
    step.done(`serves ${version}`);
  } else {
    step.fail(`${stopped.stage}: ${stopped.why}`);
  }
  return {
    ...report,
    changed: true,
    ...{ timeline, jobs },
    stopped: stopped ?? null,
    evidence:
      stopped === undefined
        ? []
        : [
            ...(await forcedOut(lab, place, pushed.commit)),
            ...(await evidenceFor(lab, cluster, client, place)),
          ],
  };
}

/** The jobs before and after the apps as well. */
async function followWithJobs(
  probe: ReleaseProbe,
  readStep: ReadStep,
  options: FollowOptions,
): Promise<Pick<ClusterReport, "timeline"> & { jobs: JobTimeline; stopped: Stop | undefined }> {
  const kustomization = async () => appsOrBlocker(await probe.kustomization(), readStep);
  const [before, { timeline, stopped }] = await Promise.all([
    followJob("pre", readStep, options),
    followRelease({ ...probe, kustomization }, options),
  ]);
  if ("failed" in before) {
    return { timeline, jobs: {}, stopped: { stage: "pre", why: before.failed } };
  }
  const jobs = { pre: before.done };
  if (stopped !== undefined) {
    return { timeline, jobs, stopped };
  }
  const after = await followJob("post", readStep, options);
  return "failed" in after
    ? { timeline, jobs, stopped: { stage: "post", why: after.failed } }
    : { timeline, jobs: { ...jobs, post: after.done }, stopped: undefined };
}

function probeOf(
  client: ClusterClient,
  place: ReleasePlace,
  cluster: string,
  version: string,
): ReleaseProbe {
  const { source, kustomization, helmRelease } = place;
  const read = (kind: FluxKind, { namespace, name }: ReleasePlace["source"]) =>
    client.fluxObject(kind, namespace, name);
  const url = place.podinfoUrls[cluster];
  return {
    gitRepository: () => read("GitRepository", source),
    kustomization: () => read("Kustomization", kustomization),
    helmRelease: () => read("HelmRelease", helmRelease),
    podinfoVersion: async () =>
      url === undefined
        ? undefined
        : (await askEveryPodinfo(url, (answer) => answer.version === version))?.version,
  };
}

/** What became of the commit, when nothing came of the release. */
async function forcedOut(lab: Lab, place: ReleasePlace, commit: string): Promise<string[]> {
  const { branch } = place.repository;
  if (!(await isTakenOut(lab, place, commit).catch(() => false))) {
    return [];
  }
  return [
    `${branch} no longer has commit ${commit.slice(0, 10)}: somebody has pushed by force since`,
    `release again, upon what is there now`,
  ];
}

async function evidenceFor(
  lab: Lab,
  cluster: string,
  client: ClusterClient,
  place: ReleasePlace,
): Promise<string[]> {
  // Events of the failure are written a moment after the condition.
  await sleep(1000);
  const objects = await client.fluxObjects().catch(() => []);
  const broken = objects.filter(({ ready }) => ready !== "True");
  const logs = await failedJobs(lab.places, cluster, place.tenant ?? "podinfo-jobs").catch(
    () => [],
  );
  return [...logs, ...(await gatherEvidence(client, broken))];
}
