import { readdir, readFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { labAddresses } from "../../components/gitea-server/addresses.ts";
import { giteaEnvironment } from "../../components/gitea-server/environment.ts";
import { renderSeed } from "../../components/topologies/seed.ts";
import type { Toolchain } from "../../toolchain/index.ts";
import type { BenchPlace } from "./bench-place.ts";

/** Runs a command; throws with what it said. */
export type Run = (command: string, args: readonly string[], cwd?: string) => Promise<string>;

/** The account that does everything: what a script that somebody writes in an afternoon has. */
export const account = { username: "bench", password: "bench-Passw0rd" };

/** Gitea with charts and the seed, made with docker, git and requests to its API. */
export class PlainGitea {
  readonly #place: BenchPlace;
  readonly #toolchain: Toolchain;
  readonly #run: Run;
  readonly #directory: string;
  /** From the host. */
  readonly url: string;

  constructor(place: BenchPlace, toolchain: Toolchain, directory: string, run: Run) {
    this.#place = place;
    this.#toolchain = toolchain;
    this.#directory = directory;
    this.#run = run;
    this.url = `http://127.0.0.1:${place.giteaPort}`;
  }

  /** Its container, until it answers. */
  async start(): Promise<void> {
    const { prefix, giteaPort, subnet } = this.#place;
    const env = giteaEnvironment({ networkSubnet: subnet }).flatMap((entry) => ["--env", entry]);
    await this.#run("docker", [
      ...["run", "--detach", "--name", `${prefix}-gitea`, "--network", prefix],
      ...["--network-alias", "gitea", "--ip", labAddresses(subnet).gitea],
      ...["--publish", `127.0.0.1:${giteaPort}:3000`, "--volume", `${prefix}-gitea:/data`],
      ...[...env, this.#toolchain.images.gitea],
    ]);
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${this.url}/api/healthz`).catch(() => undefined);
      if (answer?.ok === true) {
        return;
      }
      if (tries === 600) {
        throw new Error(`Gitea does not answer at ${this.url} within 60 s`);
      }
      await sleep(100);
    }
  }

  /** Account, organisations, charts, and a repository with what the lab's first commit has. */
  async fill(): Promise<void> {
    const { username, password } = account;
    await this.#run("docker", [
      ...["exec", "--user", "git", `${this.#place.prefix}-gitea`, "gitea", "admin", "user"],
      ...["create", "--admin", "--username", username, "--password", password],
      ...["--email", "bench@fluxlab.invalid", "--must-change-password=false"],
    ]);
    await this.#post("/v1/orgs", { username: "charts" });
    for (const file of await readdir(this.#toolchain.charts)) {
      await this.#post(
        "/packages/charts/helm/api/charts",
        await readFile(join(this.#toolchain.charts, file)),
      );
    }
    await this.#post("/v1/orgs", { username: "platform" });
    await this.#post("/v1/orgs/platform/repos", { name: "fleet", default_branch: "main" });
    await this.#push();
  }

  async #push(): Promise<void> {
    const seed = join(this.#directory, "seed");
    const files = renderSeed(["common", "multi-cluster"], {
      clusters: this.#place.clusters,
      tenants: [],
      giteaUrl: "http://gitea:3000",
      chartRegistry: "http://gitea:3000/api/packages/charts/helm",
      podinfoVersion: this.#toolchain.podinfoVersions[0] ?? "",
      traefikImage: this.#toolchain.traefikImage,
      driftCheckInterval: "1m",
      extras: [],
    });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(seed, path)), { recursive: true });
      await writeFile(join(seed, path), text);
    }
    const author = ["-c", "user.name=bench", "-c", "user.email=bench@fluxlab.invalid"];
    const url = new URL(`${this.url}/platform/fleet.git`);
    Object.assign(url, account);
    await this.#run("git", ["init", "--quiet", "--initial-branch=main"], seed);
    await this.#run("git", ["add", "."], seed);
    await this.#run("git", [...author, "commit", "--quiet", "--message", "Seed"], seed);
    await this.#run("git", ["push", "--quiet", url.href, "main"], seed);
  }

  async #post(path: string, body: object | Buffer): Promise<void> {
    const { username, password } = account;
    const isFile = Buffer.isBuffer(body);
    const response = await fetch(`${this.url}/api${path}`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
        "content-type": isFile ? "application/octet-stream" : "application/json",
      },
      body: isFile ? new Uint8Array(body) : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    }
  }
}
