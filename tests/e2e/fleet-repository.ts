import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { TestLab } from "./test-lab.ts";

/** A commit status as Gitea's API gives it. */
export interface CommitStatus {
  readonly context: string;
  readonly status: string;
  readonly description: string;
}

/** The repository `platform/fleet` of a test's lab, used as a person or an administrator would. */
export class FleetRepository {
  readonly #lab: TestLab;

  constructor(lab: TestLab) {
    this.#lab = lab;
  }

  /** Edits one file, commits and pushes with the plain git client; answers the commit's id. */
  async edit(path: string, change: (text: string) => string): Promise<string> {
    const { giteaUrl, developer } = await this.#lab.outputs();
    const url = new URL(`${giteaUrl}/platform/fleet.git`);
    url.username = developer.username;
    url.password = developer.token;
    const clone = mkdtempSync(join(tmpdir(), "fluxlab e2e clone "));
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=me", "-c", "user.email=me@example.invalid", ...args], {
        cwd: clone,
      });
    try {
      await git("clone", "--quiet", url.href, ".");
      const file = join(clone, path);
      writeFileSync(file, change(readFileSync(file, "utf8")));
      await git("commit", "--quiet", "--all", "--message", `Edit ${path}`);
      await git("push", "--quiet");
      return (await git("rev-parse", "HEAD")).stdout;
    } finally {
      rmSync(clone, { recursive: true });
    }
  }

  /** Changes something that makes no difference to what runs; answers the commit's id. */
  async touch(): Promise<string> {
    return this.edit("README.md", (text) => `${text}\nTouched at ${new Date().toISOString()}.\n`);
  }

  /** The newest status of each context that a commit has. */
  async statuses(commit: string): Promise<CommitStatus[]> {
    const { statuses } = (await this.api("GET", `/commits/${commit}/status`)) as {
      statuses: CommitStatus[] | null;
    };
    return statuses ?? [];
  }

  /** Switches the webhooks to all clusters on or off. */
  async setWebhooks(active: boolean): Promise<void> {
    const hooks = (await this.api("GET", "/hooks")) as { id: number }[];
    for (const { id } of hooks) {
      await this.api("PATCH", `/hooks/${id}`, { active });
    }
  }

  /** Asks Gitea's API about the repository, as the administrator. */
  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const { giteaUrl } = await this.#lab.outputs();
    const response = await fetch(`${giteaUrl}/api/v1/repos/platform/fleet${path}`, {
      method,
      headers: { "content-type": "application/json", authorization: await this.#authorization() },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  async #authorization(): Promise<string> {
    const output = ["stack", "output", "giteaAdministrator", "--show-secrets", "--json"];
    const text = await this.#lab.succeed("pulumi", ...output);
    const { username, password } = JSON.parse(text) as { username: string; password: string };
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }
}
