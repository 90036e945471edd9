import { setTimeout as sleep } from "node:timers/promises";
import { ClusterClient } from "../flux/cluster-client.ts";
import { gatherEvidence } from "../flux/evidence.ts";
import type { FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { askPodinfo } from "../podinfo/ask-podinfo.ts";
import { podinfosIn, type PodinfoPlace, type StackOutputs } from "../stack/stack-outputs.ts";
import { describeWaiting, isBrought, podinfoRelease } from "./settled.ts";
import { suspendedByHand } from "./suspended.ts";
import type { Progress, Step } from "../../toolchain/progress.ts";

/** A cluster that did not get there. */
export interface NotReady {
  readonly cluster: string;
  /** What it was waited for, with conditions, events and log lines. */
  readonly evidence: readonly string[];
  /** Objects that somebody has suspended: nothing was waited for then. */
  readonly suspended: readonly FluxObject[];
}

/** Waits until everything in Git is Ready in every cluster and podinfo answers; names those where not. */
export async function waitUntilReady(
  lab: Lab,
  outputs: Pick<StackOutputs, "clusters" | "apps">,
  progress: Progress,
  limit: number,
): Promise<NotReady[]> {
  const end = performance.now() + limit;
  const results = await Promise.all(
    Object.keys(outputs.clusters).map(async (cluster) => {
      const step = progress.step(`everything in Git Ready in ${cluster}`);
      const client = new ClusterClient(lab.places, cluster);
      const failed = await waitForCluster(client, podinfosIn(outputs, cluster), step, end);
      return failed === undefined ? [] : [{ cluster, ...failed }];
    }),
  );
  return results.flat();
}

async function waitForCluster(
  client: ClusterClient,
  podinfos: readonly PodinfoPlace[],
  step: Step,
  end: number,
): Promise<Omit<NotReady, "cluster"> | undefined> {
  for (;;) {
    const { objects, problem } = await look(client);
    const suspended = suspendedByHand(objects);
    if (suspended.length > 0) {
      step.fail("suspended");
      return { evidence: [], suspended };
    }
    const waiting = problem ?? (await describePodinfos(podinfos, objects, step));
    if (waiting === undefined) {
      return undefined;
    }
    if (performance.now() >= end) {
      step.fail(`gave up waiting: ${waiting}`);
      const broken = objects.filter(({ ready }) => ready !== "True");
      const evidence = [`waiting for ${waiting}`, ...(await gatherEvidence(client, broken))];
      return { evidence, suspended };
    }
    step.update(waiting);
    await sleep(1000);
  }
}

async function look(
  client: ClusterClient,
): Promise<{ objects: FluxObject[]; problem: string | undefined }> {
  try {
    const objects = await client.fluxObjects();
    return { objects, problem: describeWaiting(objects) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { objects: [], problem: `the API server: ${why}` };
  }
}

/** Ends the step when every podinfo that Git brings answers; otherwise answers which does not. */
async function describePodinfos(
  podinfos: readonly PodinfoPlace[],
  objects: readonly FluxObject[],
  step: Step,
): Promise<string | undefined> {
  const isExpected = ({ tenant }: PodinfoPlace): boolean =>
    isBrought(objects, podinfoRelease(tenant));
  const answers = await Promise.all(
    podinfos
      .filter(isExpected)
      .map(async ({ url }) => ({ url, version: (await askPodinfo(url))?.version })),
  );
  const silent = answers.filter(({ version }) => version === undefined);
  if (silent.length > 0) {
    return `podinfo does not answer at ${silent.map(({ url }) => url).join(", ")}`;
  }
  const absent = podinfos
    .filter((podinfo) => !isExpected(podinfo))
    .map(({ tenant }) => `no podinfo${tenant === null ? "" : ` of ${tenant}`} in Git`);
  const served = answers.map(({ url, version }) => `podinfo ${version ?? ""} at ${url}`);
  step.done([...served, ...absent].join(", "));
  return undefined;
}
