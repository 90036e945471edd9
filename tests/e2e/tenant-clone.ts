import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, type Result } from "execa";

/** Who pushes. */
interface Developer {
  username: string;
  token: string;
}

/** A repository as one of its developers has it on disk. */
export class TenantClone implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), "fluxlab-tenant-"));
  readonly #url: string;
  #first = "";

  private constructor(url: string, { username, token }: Developer) {
    const withCredential = new URL(url);
    withCredential.username = username;
    withCredential.password = token;
    this.#url = withCredential.href;
  }

  /** Clones it. */
  static async of(url: string, developer: Developer): Promise<TenantClone> {
    const clone = new TenantClone(url, developer);
    await clone.#git("clone", "--quiet", clone.#url, ".");
    clone.#first = await clone.#git("rev-parse", "HEAD");
    return clone;
  }

  /** Commits and pushes these files; answers the commit. */
  async push(files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#directory, path)), { recursive: true });
      writeFileSync(join(this.#directory, path), text);
    }
    return this.#commit("Try something");
  }

  /** Pushes the content that it was cloned with; answers the commit. */
  async restore(): Promise<string> {
    await this.#git("rm", "--quiet", "-r", ".");
    await this.#git("checkout", "--quiet", this.#first, "--", ".");
    return this.#commit("Put everything back");
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #commit(message: string): Promise<string> {
    await this.#git("add", "--all");
    await this.#git("commit", "--quiet", "--allow-empty", "--message", message);
    await this.#git("push", "--quiet", "origin", "HEAD:main");
    return this.#git("rev-parse", "HEAD");
  }

  async #git(...args: string[]): Promise<string> {
    const identity = ["-c", "user.name=tenant", "-c", "user.email=tenant@example.invalid"];
    const { stdout } = await execa("git", [...identity, ...args], { cwd: this.#directory });
    return stdout;
  }
}

/** Runs git against a URL with somebody's credential; answers also when it failed. */
export async function gitAs(
  { username, token }: Developer,
  url: string,
  ...args: string[]
): Promise<Result<{ reject: false }>> {
  const withCredential = new URL(url);
  withCredential.username = username;
  withCredential.password = token;
  return execa("git", [...args.map((arg) => (arg === "URL" ? withCredential.href : arg))], {
    reject: false,
    env: { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
  });
}
