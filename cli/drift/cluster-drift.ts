import { capture, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { loadKubeConfig } from "../flux/kube-config.ts";
import type { Demonstration } from "./demonstration.ts";
import type { DriftRecorder } from "./drift-run.ts";
import { followHeal } from "./follow-heal.ts";
import type { HealStage, RawDeployment } from "./heal.ts";
import type { DriftTarget } from "./targets.ts";

/** How to look, and for how long. */
export interface ClusterDriftOptions {
  /** Milliseconds until giving up. */
  readonly limit: number;
  /** Ask Flux to compare at once instead of waiting for its next drift check. */
  readonly now: boolean;
}

/** kubectl changes a field; Flux notices at its drift check and puts it back. */
export class ClusterDrift implements Demonstration {
  readonly commits: readonly string[] = [];
  readonly plan: string;
  readonly #lab: Lab;
  readonly #cluster: string;
  readonly #target: DriftTarget;
  readonly #options: ClusterDriftOptions;
  readonly #original: string;

  private constructor(
    lab: Lab,
    cluster: string,
    target: DriftTarget,
    options: ClusterDriftOptions,
    original: string,
  ) {
    this.#lab = lab;
    this.#cluster = cluster;
    this.#target = target;
    this.#options = options;
    this.#original = original;
    this.plan = this.#typed(target.set(target.other(original)));
  }

  /** Looks up what the field says now; throws when it is not there. */
  static async prepare(
    lab: Lab,
    cluster: string,
    target: DriftTarget,
    options: ClusterDriftOptions,
  ): Promise<ClusterDrift> {
    const original = await readField(lab, cluster, target);
    if (original === undefined) {
      throw new LabError(
        `${cluster} has no ${target.field} in Deployment ${target.namespace}/${target.deployment}`,
        { remedy: `./lab status shows what is not there yet in ${cluster}` },
      );
    }
    return new ClusterDrift(lab, cluster, target, options, original);
  }

  async change(recorder: DriftRecorder): Promise<void> {
    const { field, other, set } = this.#target;
    const value = other(this.#original);
    await this.#kubectl(set(value));
    recorder.mark("changed", `${field} is "${value}", Git says "${this.#original}"`);
    if (this.#options.now) {
      await this.#requestReconciliation();
    }
  }

  async follow(recorder: DriftRecorder, interrupted: AbortSignal): Promise<void> {
    await followHeal(loadKubeConfig(this.#lab.places, this.#cluster), {
      target: this.#target,
      original: this.#original,
      limit: this.#options.limit,
      onStage: (stage) => {
        recorder.mark(stage, this.#describe(stage));
      },
      signal: interrupted,
    });
  }

  async undo(): Promise<string | undefined> {
    const value = await readField(this.#lab, this.#cluster, this.#target);
    if (value === this.#original) {
      return undefined;
    }
    const args = this.#target.set(this.#original);
    await this.#kubectl(args);
    return this.#typed(args);
  }

  #describe(stage: HealStage): string {
    const { managerKind, managerName, field, deployment } = this.#target;
    const texts: Record<HealStage, string> = {
      changed: "",
      noticed: `${managerKind} ${managerName} compares and finds it`,
      equal: `${field} is "${this.#original}" again`,
      ready: `every pod of ${deployment} is as Git says`,
    };
    return texts[stage];
  }

  async #requestReconciliation(): Promise<void> {
    const { managerPath, managerKind, managerName } = this.#target;
    const namespace = /namespaces\/([^/]+)/.exec(managerPath)?.[1] ?? "flux-system";
    const request = `reconcile.fluxcd.io/requestedAt=${new Date().toISOString()}`;
    await this.#kubectl([
      ...["--namespace", namespace, "annotate", "--overwrite"],
      ...[managerKind.toLowerCase(), managerName, request],
    ]);
  }

  async #kubectl(args: readonly string[]): Promise<void> {
    await capture(this.#lab, "kubectl", ["--context", this.#cluster, ...args]);
  }

  #typed(args: readonly string[]): string {
    const words = args.map((word) => (/[\s"]/.test(word) ? `'${word}'` : word));
    return `./lab kubectl --cluster ${this.#cluster} ${words.join(" ")}`;
  }
}

async function readField(
  lab: Lab,
  cluster: string,
  { namespace, deployment, read }: DriftTarget,
): Promise<string | undefined> {
  const { stdout } = await capture(lab, "kubectl", [
    ...["--context", cluster, "--namespace", namespace],
    ...["get", "deployment", deployment, "--output", "json", "--ignore-not-found"],
  ]);
  return stdout === "" ? undefined : read(JSON.parse(stdout) as RawDeployment);
}
