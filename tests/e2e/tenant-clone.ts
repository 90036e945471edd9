import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** Where its files are. */
  readonly directory = mkdtempSync(join(tmpdir(), "fluxlab-tenant-"));
  readonly #developer: Developer;
  #first = "";

  private constructor(developer: Developer) {
    this.#developer = developer;
  }

  /** Clones it. */
  static async of(url: string, developer: Developer): Promise<TenantClone> {
    const clone = new TenantClone(developer);
    await clone.#git("clone", "--quiet", withCredential(url, developer), ".");
    clone.#first = await clone.#git("rev-parse", "HEAD");
    return clone;
  }

  /** Commits and pushes these files; answers the commit. */
  async push(files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true });
      writeFileSync(join(this.directory, path), text);
    }
    return this.#commit("Try something");
  }

  /** Takes over what others pushed, as what to restore too. */
  async pull(): Promise<void> {
    await this.#git("pull", "--quiet", "--rebase", "origin", "main");
    this.#first = await this.#git("rev-parse", "HEAD");
  }

  /** Text of one of its files. */
  read(path: string): string {
    return readFileSync(join(this.directory, path), "utf8");
  }

  /** Everything that its repository has, ever had, or has lost: every object in plain text. */
  async everyObject(): Promise<string> {
    return this.#git("cat-file", "--batch-all-objects", "--batch");
  }

  /** Subjects of the commits since one, the newest first. */
  async since(commit: string): Promise<string[]> {
    const log = await this.#git("log", "--format=%s", `${commit}..HEAD`);
    return log === "" ? [] : log.split("\n");
  }

  /** Pushes the content that it was cloned with; answers the commit. */
  async restore(): Promise<string> {
    await this.#git("rm", "--quiet", "-r", ".");
    await this.#git("checkout", "--quiet", this.#first, "--", ".");
    return this.#commit("Put everything back");
  }

  /** Pushes what it has to a branch of another repository; answers also when it failed. */
  async pushTo(url: string, branch: string): Promise<Result<{ reject: false }>> {
    const to = withCredential(url, this.#developer);
    return execa("git", ["push", "--force", to, `HEAD:refs/heads/${branch}`], {
      cwd: this.directory,
      reject: false,
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #commit(message: string): Promise<string> {
    await this.#git("add", "--all");
    await this.#git("commit", "--quiet", "--allow-empty", "--message", message);
    await this.#git("push", "--quiet", "origin", "HEAD:main");
    return this.#git("rev-parse", "HEAD");
  }

  async #git(...args: string[]): Promise<string> {
    const identity = ["-c", "user.name=tenant", "-c", "user.email=tenant@example.invalid"];
    const { stdout } = await execa("git", [...identity, ...args], { cwd: this.directory });
    return stdout;
  }
}

/** Runs git against a URL with somebody's credential; answers also when it failed. */
export async function gitAs(
  developer: Developer,
  url: string,
  ...args: string[]
): Promise<Result<{ reject: false }>> {
  const to = withCredential(url, developer);
  return execa(
    "git",
    args.map((arg) => (arg === "URL" ? to : arg)),
    { reject: false, env: { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" } },
  );
}

function withCredential(url: string, { username, token }: Developer): string {
  const result = new URL(url);
  Object.assign(result, { username, password: token });
  return result.href;
}
