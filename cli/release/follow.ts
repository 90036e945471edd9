import { setTimeout as sleep } from "node:timers/promises";
import { objectTitle, type FluxObject } from "../flux/flux-object.ts";
import { howToResume } from "../ready/suspended.ts";

/**
 * What a release passes through in a cluster. podinfo serves before Helm has seen the old pod go, so
 * the last two come in either order.
 */
export const stages = ["fetched", "applied", "upgraded", "serving"] as const;

/** One of them. */
export type Stage = (typeof stages)[number];

/** Milliseconds since the push at which a cluster was seen to have reached each stage. */
export type Timeline = Partial<Record<Stage, number>>;

/** Looks at one cluster. */
export interface ReleaseProbe {
  gitRepository(): Promise<FluxObject | undefined>;
  kustomization(): Promise<FluxObject | undefined>;
  helmRelease(): Promise<FluxObject | undefined>;
  /** The version that every pod reports; undefined when none answers or they do not agree. */
  podinfoVersion(): Promise<string | undefined>;
}

/** How following ended in one cluster. */
export interface Followed {
  readonly timeline: Timeline;
  /** Undefined when it serves the version. */
  readonly stopped: undefined | { readonly stage: Stage; readonly why: string };
}

/** What to follow. */
export interface FollowOptions {
  readonly version: string;
  readonly cluster: string;
  /** Commits from before the release. */
  readonly older: ReadonlySet<string>;
  /** performance.now() of the push. */
  readonly pushedAt: number;
  /** Milliseconds from the push until giving up. */
  readonly limit: number;
  /** Milliseconds between two looks; also the precision of the timeline. */
  readonly interval: number;
  /** Called as each stage is reached. */
  readonly onStage: (stage: Stage, milliseconds: number) => void;
}

/** Follows a release in one cluster until podinfo serves it, something failed for good, or the limit. */
export async function followRelease(
  probe: ReleaseProbe,
  options: FollowOptions,
): Promise<Followed> {
  const timeline: Timeline = {};
  for (const phase of phases) {
    const stopped = await followPhase(phase, probe, options, timeline);
    if (stopped !== undefined) {
      return { timeline, stopped };
    }
  }
  return { timeline, stopped: undefined };
}

/** Stages that are looked at together, once all before them are reached. */
const phases: readonly (readonly Stage[])[] = [["fetched"], ["applied"], ["upgraded", "serving"]];

/** Fills the timeline until all stages of the phase are in it; answers what stopped it. */
async function followPhase(
  phase: readonly Stage[],
  probe: ReleaseProbe,
  options: FollowOptions,
  timeline: Timeline,
): Promise<Followed["stopped"]> {
  for (;;) {
    const now = (): number => Math.round(performance.now() - options.pushedAt);
    for (const stage of phase.filter((one) => timeline[one] === undefined)) {
      const look = await lookAt(stage, probe, options).catch((error: unknown) => ({
        waitingFor: error instanceof Error ? error.message : String(error),
      }));
      if (look === "reached") {
        timeline[stage] = now();
        options.onStage(stage, now());
      } else if ("failed" in look) {
        return { stage, why: look.failed };
      } else if (now() >= options.limit) {
        return { stage, why: `not within ${options.limit / 1000} s: ${look.waitingFor}` };
      }
    }
    if (phase.every((stage) => timeline[stage] !== undefined)) {
      return undefined;
    }
    await sleep(options.interval);
  }
}

type Look = "reached" | { failed: string } | { waitingFor: string };

async function lookAt(stage: Stage, probe: ReleaseProbe, options: FollowOptions): Promise<Look> {
  const isNew = (revision: string): boolean => isNewRevision(revision, options.older);
  switch (stage) {
    case "fetched": {
      const source = await probe.gitRepository();
      return isNew(source?.revision ?? "")
        ? "reached"
        : waiting(options.cluster, "GitRepository", source);
    }
    case "applied": {
      // Not lastAppliedRevision: with `wait` that comes only after the health checks.
      const release = await probe.helmRelease();
      if (release?.wantedVersion === options.version) {
        return "reached";
      }
      const apps = await probe.kustomization();
      const failed = apps?.ready === "False" && isNew(apps.attempted) && !passing.has(apps.reason);
      return failed ? { failed: said(apps) } : waiting(options.cluster, "Kustomization", apps);
    }
    case "upgraded": {
      const release = await probe.helmRelease();
      const newest = release?.history[0];
      const deployed =
        newest?.status === "deployed" && sameVersion(newest.chartVersion, options.version);
      if (deployed && release?.ready === "True") {
        return "reached";
      }
      return release !== undefined && gaveUp(release)
        ? { failed: said(release) }
        : waiting(options.cluster, "HelmRelease", release);
    }
    case "serving": {
      const version = await probe.podinfoVersion();
      return version === options.version
        ? "reached"
        : {
            waitingFor:
              version === undefined
                ? "podinfo does not answer, or old and new pods take turns"
                : `podinfo still says ${version}`,
          };
    }
  }
}

/** Whether a revision such as `main@sha1:1f3c…` is none of the commits from before the release. */
export function isNewRevision(revision: string, older: ReadonlySet<string>): boolean {
  const commit = revision.split(":").at(-1) ?? "";
  return commit !== "" && !older.has(commit);
}

/** Reasons of a Kustomization that go away by themselves. */
export const passing: ReadonlySet<string> = new Set([
  "DependencyNotReady",
  "Progressing",
  "ProgressingWithRetry",
  "ArtifactFailed",
]);

/** A HelmRelease that will not try again by itself; `ready` is about its present generation only. */
function gaveUp(release: FluxObject): boolean {
  const stalled = release.conditions.some(
    ({ type, status }) => type === "Stalled" && status === "True",
  );
  return release.ready === "False" && stalled;
}

function sameVersion(chartVersion: string, version: string): boolean {
  return chartVersion === version || chartVersion.startsWith(`${version}+`);
}

function waiting(cluster: string, kind: string, object: FluxObject | undefined): Look {
  if (object?.suspended === true) {
    return { failed: `${objectTitle(object)} is suspended: ${howToResume(cluster, object)}` };
  }
  return { waitingFor: object === undefined ? `there is no ${kind}` : said(object) };
}

function said(object: FluxObject): string {
  const state = [object.reason, object.message].filter((text) => text !== "").join(": ");
  return `${objectTitle(object)}: ${state || `Ready is ${object.ready}`}`;
}
