import type { KubeConfig } from "@kubernetes/client-node";
import { watchPath } from "../flux/watch-path.ts";
import { LabError } from "../terminal/lab-error.ts";
import {
  hasCondition,
  isRolledOut,
  nextStage,
  type HealStage,
  type RawDeployment,
  type RawManager,
} from "./heal.ts";
import type { DriftTarget } from "./targets.ts";

/** What to follow. */
export interface FollowHealOptions {
  readonly target: DriftTarget;
  /** What the field said before the change. */
  readonly original: string;
  /** Milliseconds until giving up. */
  readonly limit: number;
  readonly onStage: (stage: HealStage) => void;
  /** Aborted on Ctrl-C; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** Watches the Deployment and its manager until it is healed; throws at the limit. */
export async function followHeal(config: KubeConfig, options: FollowHealOptions): Promise<void> {
  const { target, limit } = options;
  const done = new AbortController();
  const end = AbortSignal.any([options.signal, done.signal, AbortSignal.timeout(limit)]);
  const advance = stageKeeper(options);
  let manager: RawManager | undefined;
  let deployment: RawDeployment | undefined;
  const watch = (path: string, name: string, take: (seen: unknown) => void): Promise<void> => {
    const query = { fieldSelector: `metadata.name=${name}` };
    const onEvent = (_type: string, seen: unknown): void => {
      if (seen !== undefined) {
        take(seen);
        if (advance(manager, deployment) === "ready") {
          done.abort();
        }
      }
    };
    return watchPath(config, { path, query }, { onEvent, onError: () => undefined }, end);
  };
  const deployments = `/apis/apps/v1/namespaces/${target.namespace}/deployments`;
  await Promise.all([
    watch(target.managerPath, target.managerName, (seen) => (manager = seen as RawManager)),
    watch(deployments, target.deployment, (seen) => (deployment = seen as RawDeployment)),
  ]);
  options.signal.throwIfAborted();
  if (!done.signal.aborted) {
    const who = `${target.managerKind} ${target.managerName}`;
    throw new LabError(`not within ${limit / 1000} s: ${who} to heal ${target.field}`);
  }
}

function stageKeeper({ target, original, onStage }: FollowHealOptions) {
  let stage: HealStage = "changed";
  return (manager: RawManager | undefined, deployment: RawDeployment | undefined): HealStage => {
    const view = {
      value: deployment && target.read(deployment),
      original,
      managerNoticed: hasCondition(manager, ...target.noticedBy),
      rolledOut: deployment !== undefined && isRolledOut(deployment),
    };
    for (let next = nextStage(stage, view); next; next = nextStage(stage, view)) {
      stage = next;
      onStage(stage);
    }
    return stage;
  };
}
