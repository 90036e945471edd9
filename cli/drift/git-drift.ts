import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterClient } from "../flux/cluster-client.ts";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { askEveryPodinfo, type PodinfoAnswer } from "../podinfo/ask-podinfo.ts";
import { inPrivateClone, type GitRunner } from "../git/private-clone.ts";
import { isBehind } from "../release/commit.ts";
import type { ReleasePlace } from "../release/release-place.ts";
import { readScalar, replaceScalar, type ScalarPlace } from "../git/yaml-scalar.ts";
import type { Demonstration } from "./demonstration.ts";
import type { DriftRecorder } from "./drift-run.ts";

const greeting: ScalarPlace = { kind: "HelmRelease", path: ["spec", "values", "ui", "message"] };
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
  #original = "";
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
    this.#file = `${place.directory}/${cluster}/podinfo.yaml`;
    this.plan = `commit and push: ${greeting.path.join(".")} in ${this.#file}`;
  }

  async change(recorder: DriftRecorder): Promise<void> {
    await this.#inClone(async (clone, git) => {
      const path = join(clone, this.#file);
      const source = await readFile(path, "utf8");
      this.#original = readScalar(source, greeting, this.#file);
      await writeFile(path, replaceScalar(source, greeting, this.#message, this.#file));
      await git(["commit", "--quiet", "--all", "--message", `Greet otherwise in ${this.#cluster}`]);
      recorder.begin();
      const commit = await this.#push(git);
      recorder.mark("changed", `pushed ${commit.slice(0, 7)}: Git says "${this.#message}"`);
    });
  }

  async follow(recorder: DriftRecorder, signal: AbortSignal): Promise<void> {
    await this.#followCommit(recorder, signal, this.#message, "");
    const commit = await this.#revert();
    recorder.mark("reverted", `pushed ${commit.slice(0, 7)}: Git says "${this.#original}" again`);
    await this.#followCommit(recorder, signal, this.#original, " again");
  }

  async undo(): Promise<string | undefined> {
    if (this.commits.length === 0 || this.#reverted) {
      return undefined;
    }
    const commit = await this.#revert();
    return `pushed ${commit.slice(0, 7)}, which takes the change back`;
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

  async #revert(): Promise<string> {
    return this.#inClone(async (_clone, git) => {
      await git(["revert", "--no-edit", this.commits[0] ?? ""]);
      const commit = await this.#push(git);
      this.#reverted = true;
      return commit;
    });
  }

  /** Pushes the newest commit, upon others' commits where there are any; answers its id. */
  async #push(git: GitRunner): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const push = await git(["push", "--quiet", "origin", "HEAD"], true);
      if (!push.failed) {
        const commit = (await git(["rev-parse", "HEAD"])).stdout;
        this.commits.push(commit);
        return commit;
      }
      if (!isBehind(push.stderr) || attempt === 5) {
        throw new LabError(`git push was refused: ${push.stderr.trim()}`);
      }
      await git(["pull", "--quiet", "--rebase"]);
    }
  }

  async #inClone<Result>(
    work: (clone: string, git: GitRunner) => Promise<Result>,
  ): Promise<Result> {
    const { repository, developer } = this.#place;
    return inPrivateClone(this.#lab, developer, repository.url, author, work);
  }
}
