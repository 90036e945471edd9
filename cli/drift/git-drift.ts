import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterClient } from "../flux/cluster-client.ts";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { askEveryPodinfo, type PodinfoAnswer } from "../podinfo/ask-podinfo.ts";
import { inPrivateClone, type PrivateClone } from "../git/private-clone.ts";
import { pushCommit, type CommitPlan } from "../git/push-commit.ts";
import { pinnedIn } from "../release/commit.ts";
import type { ReleasePlace } from "../release/release-place.ts";
import {
  readScalar,
  replaceScalar,
  readSpelling,
  respellScalar,
  type ScalarPlace,
  type SpelledScalar,
} from "../git/yaml-scalar.ts";
import type { Demonstration } from "./demonstration.ts";
import type { DriftRecorder } from "./drift-run.ts";

const greeting: ScalarPlace = {
  kind: "HelmRelease",
  name: "podinfo",
  path: ["spec", "values", "ui", "message"],
};
const author = { name: "fluxlab drift", email: "drift@fluxlab.invalid" };

/** A commit changes podinfo's greeting and, once the cluster has it, another takes it back. */
export class GitDrift implements Demonstration {
  readonly commits: string[] = [];
  readonly plan: string;
  readonly #lab: Lab;
  readonly #place: ReleasePlace;
  readonly #cluster: string;
  readonly #client: ClusterClient;
  readonly #limit: number;
  readonly #file: string;
  readonly #message = `changed in Git at ${new Date().toTimeString().slice(0, 8)}`;
  /** What Git said, and how it spelled it. */
  #original: SpelledScalar = { value: "", content: "", spelling: "" };
  #reverted = false;

  constructor(
    lab: Lab,
    place: ReleasePlace,
    cluster: string,
    client: ClusterClient,
    limit: number,
  ) {
    this.#lab = lab;
    this.#place = place;
    this.#cluster = cluster;
    this.#client = client;
    this.#limit = limit;
    this.#file = pinnedIn(place.directory, cluster);
    this.plan = `commit and push: ${greeting.path.join(".")} in ${this.#file}`;
  }

  async change(recorder: DriftRecorder): Promise<void> {
    const commit = await this.#push(async (clone) => {
      const source = await clone.read(this.#file);
      this.#original = readSpelling(source, greeting, this.#file);
      const text = replaceScalar(source, greeting, this.#message, this.#file);
      recorder.begin();
      return {
        files: new Map([[this.#file, text]]),
        message: `Greet otherwise in ${this.#cluster}\n`,
      };
    });
    recorder.mark("changed", `pushed ${commit?.slice(0, 7) ?? ""}: Git says "${this.#message}"`);
  }

  async follow(recorder: DriftRecorder, signal: AbortSignal): Promise<void> {
    await this.#followCommit(recorder, signal, this.#message, "");
    const commit = await this.#takeBack();
    if (commit === undefined) {
      throw new LabError(`somebody else has changed ${greeting.path.join(".")} in Git meanwhile`);
    }
    const { value } = this.#original;
    recorder.mark("reverted", `pushed ${commit.slice(0, 7)}: Git says "${value}" again`);
    await this.#followCommit(recorder, signal, value, " again");
  }

  async undo(): Promise<string | undefined> {
    if (this.commits.length === 0 || this.#reverted) {
      return undefined;
    }
    const commit = await this.#takeBack();
    return commit === undefined
      ? "nothing: Git has something else there by now"
      : `pushed ${commit.slice(0, 7)}, which takes the change back`;
  }

  async #followCommit(
    recorder: DriftRecorder,
    signal: AbortSignal,
    message: string,
    suffix: string,
  ): Promise<void> {
    const commit = this.commits.at(-1) ?? "";
    const { namespace, name } = this.#place.source;
    await this.#until(signal, `Flux to fetch ${commit.slice(0, 7)}`, async () => {
      const source = await this.#client.fluxObject("GitRepository", namespace, name);
      return source?.revision.endsWith(commit) === true;
    });
    recorder.mark(
      `noticed${suffix}`,
      `GitRepository ${namespace}/${name} has ${commit.slice(0, 7)}`,
    );
    const podinfoUrl = this.#place.podinfoUrls[this.#cluster] ?? "";
    // What the extra `secrets` adds to the greeting comes after it.
    const greets = (answer: PodinfoAnswer): boolean => answer.message.startsWith(message);
    await this.#until(signal, `podinfo to greet with "${message}"`, async () => {
      const answer = await askEveryPodinfo(podinfoUrl, greets);
      return answer !== undefined && greets(answer);
    });
    recorder.mark(`equal${suffix}`, `podinfo greets with "${message}"`);
  }

  async #until(signal: AbortSignal, what: string, look: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + this.#limit;
    while (!(await look())) {
      signal.throwIfAborted();
      if (performance.now() > end) {
        throw new LabError(`not within ${this.#limit / 1000} s: ${what}`);
      }
      await sleep(100);
    }
  }

  /** Undefined when the change is not in Git any more: what is there now is somebody's work. */
  async #takeBack(): Promise<string | undefined> {
    const commit = await this.#push(async (clone) => {
      const source = await clone.read(this.#file);
      const isOurs = readScalar(source, greeting, this.#file) === this.#message;
      const text = isOurs ? respellScalar(source, greeting, this.#original, this.#file) : source;
      return {
        files: new Map(isOurs ? [[this.#file, text]] : []),
        message: `Greet as before in ${this.#cluster}\n\nThis takes back ${this.commits[0] ?? ""}.\n`,
      };
    });
    this.#reverted = true;
    return commit;
  }

  /** Pushes what is planned, upon others' commits where there are any; answers its id. */
  async #push(plan: (clone: PrivateClone) => Promise<CommitPlan>): Promise<string | undefined> {
    const { repository, developer } = this.#place;
    const pushed = await inPrivateClone(this.#lab, repository, developer, author, (clone) =>
      pushCommit(clone, () => plan(clone)),
    );
    if (pushed !== undefined) {
      this.commits.push(pushed.commit);
    }
    return pushed?.commit;
  }
}
