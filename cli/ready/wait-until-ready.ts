import { setTimeout as sleep } from "node:timers/promises";
import { ClusterClient } from "../flux/cluster-client.ts";
import { gatherEvidence } from "../flux/evidence.ts";
import { objectTitle, type FluxObject } from "../flux/flux-object.ts";
import type { Lab } from "../lab/lab.ts";
import { askPodinfo } from "../podinfo/ask-podinfo.ts";
import { isSettled } from "../status/status.ts";
import { podinfosIn, type PodinfoPlace, type StackOutputs } from "../stack/stack-outputs.ts";
import type { Progress, Step } from "../../toolchain/progress.ts";

/** A cluster that did not get there. */
export interface NotReady {
  readonly cluster: string;
  /** What it was waited for, with conditions, events and log lines. */
  readonly evidence: readonly string[];
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
      const evidence = await waitForCluster(
        new ClusterClient(lab.places, cluster),
        podinfosIn(outputs, cluster),
        step,
        end,
      );
      return evidence === undefined ? [] : [{ cluster, evidence }];
    }),
  );
  return results.flat();
}

async function waitForCluster(
  client: ClusterClient,
  podinfos: readonly PodinfoPlace[],
  step: Step,
  end: number,
): Promise<string[] | undefined> {
  for (;;) {
    let objects: FluxObject[] = [];
    let problem: string | undefined;
    try {
      objects = await client.fluxObjects();
      problem = describeWaiting(objects);
    } catch (error) {
      problem = `the API server: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (problem === undefined) {
      const answers = await Promise.all(
        podinfos.map(async ({ url }) => ({ url, version: (await askPodinfo(url))?.version })),
      );
      const silent = answers.filter(({ version }) => version === undefined);
      if (silent.length === 0) {
        step.done(
          answers.map(({ url, version }) => `podinfo ${version ?? ""} at ${url}`).join(", "),
        );
        return undefined;
      }
      problem = `podinfo does not answer at ${silent.map(({ url }) => url).join(", ")}`;
    }
    if (performance.now() >= end) {
      step.fail(`gave up waiting: ${problem}`);
      const broken = objects.filter(({ ready }) => ready !== "True");
      return [`waiting for ${problem}`, ...(await gatherEvidence(client, broken))];
    }
    step.update(problem);
    await sleep(1000);
  }
}

/** What is not there yet, or undefined when everything is. */
export function describeWaiting(objects: readonly FluxObject[]): string | undefined {
  if (isSettled(objects)) {
    return undefined;
  }
  const unready = objects.filter(({ ready }) => ready !== "True");
  return unready.length === 0
    ? "Flux to find the releases in Git"
    : unready.map(objectTitle).join(", ");
}
