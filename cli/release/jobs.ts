import { setTimeout as sleep } from "node:timers/promises";
import { objectTitle, type FluxObject } from "../flux/flux-object.ts";
import { isNewRevision, passing, type FollowOptions } from "./follow.ts";

/** What the extra `jobs` puts before and after the apps, as Kustomizations `apps-pre` and `apps-post`. */
export type JobStep = "pre" | "post";

/** Milliseconds since the push at which each was seen to be done. */
export type JobTimeline = Partial<Record<JobStep, number>>;

/** How a step ended: in milliseconds since the push, or why it did not. */
export type JobOutcome = { readonly done: number } | { readonly failed: string };

/** Reads the Kustomization of a step; undefined when there is none. */
export type ReadStep = (step: JobStep) => Promise<FluxObject | undefined>;

/** Follows one step until its job is done for a commit of the release, failed, or the limit. */
export async function followJob(
  step: JobStep,
  read: ReadStep,
  options: Pick<FollowOptions, "older" | "pushedAt" | "limit" | "interval">,
): Promise<JobOutcome> {
  for (;;) {
    const now = Math.round(performance.now() - options.pushedAt);
    const object = await read(step).catch(() => undefined);
    if (object !== undefined && isNewRevision(object.attempted, options.older)) {
      if (object.ready === "True" && isNewRevision(object.revision, options.older)) {
        return { done: now };
      }
      if (hasFailed(object)) {
        return { failed: said(object) };
      }
    }
    if (now >= options.limit) {
      const why = object === undefined ? `there is no Kustomization apps-${step}` : said(object);
      return { failed: `not within ${options.limit / 1000} s: ${why}` };
    }
    await sleep(options.interval);
  }
}

/**
 * What is in the way of the apps: they themselves, or the job before them that failed, since what
 * waits for that would wait until the limit.
 */
export async function appsOrBlocker(
  apps: FluxObject | undefined,
  read: ReadStep,
): Promise<FluxObject | undefined> {
  if (apps?.reason !== "DependencyNotReady") {
    return apps;
  }
  const before = await read("pre");
  return before !== undefined && hasFailed(before) ? before : apps;
}

function hasFailed({ ready, reason }: FluxObject): boolean {
  return ready === "False" && !passing.has(reason);
}

function said(object: FluxObject): string {
  return `${objectTitle(object)}: ${object.reason}: ${object.message}`;
}
