import { execa } from "execa";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { gitText } from "./git-text.ts";
import { shellQuote } from "../terminal/shell-quote.ts";

/** A repository of the lab, and its branch that Flux follows. */
export interface FollowedRepository {
  readonly url: string;
  readonly branch: string;
}

/** Who a commit is by. */
export interface GitAuthor {
  readonly name: string;
  readonly email: string;
}

/** What git said. */
interface Said {
  readonly failed: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Milliseconds for one git command: a large repository takes a while. */
const limit = 300_000;

/**
 * Clones the followed branch, works there and removes the clone, whatever happens. Neither the
 * user's git configuration nor a file sees the token.
 */
export async function inPrivateClone<Result>(
  lab: Pick<Lab, "places" | "env">,
  repository: FollowedRepository,
  developer: { readonly username: string; readonly token: string },
  author: GitAuthor,
  work: (clone: PrivateClone) => Promise<Result>,
): Promise<Result> {
  const clones = join(lab.places.state, "clones");
  // A lab that plain pulumi made has no such directory yet.
  await mkdir(clones, { recursive: true });
  const directory = await mkdtemp(join(clones, "clone-"));
  try {
    const env = gitEnvironment(lab.env, repository.url, developer, author);
    return await work(await PrivateClone.make(directory, env, repository));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * A branch without a work tree: files go from and to Git byte for byte, whatever .gitattributes, the
 * file system or a file's name would make of them, and large ones that nobody reads are not fetched.
 */
export class PrivateClone {
  readonly repository: FollowedRepository;
  readonly #directory: string;
  readonly #env: Record<string, string | undefined>;
  #head = "";

  private constructor(
    directory: string,
    env: Record<string, string | undefined>,
    repository: FollowedRepository,
  ) {
    this.#directory = directory;
    this.#env = env;
    this.repository = repository;
  }

  /** @throws LabError when the branch is not there */
  static async make(
    directory: string,
    env: Record<string, string | undefined>,
    repository: FollowedRepository,
  ): Promise<PrivateClone> {
    const clone = new PrivateClone(directory, env, repository);
    await clone.#git(["init", "--quiet", "--bare", "."]);
    await clone.#git(["remote", "add", "origin", repository.url]);
    await clone.update();
    return clone;
  }

  /** The branch's newest commit when this clone last looked. */
  get head(): string {
    return this.#head;
  }

  /** Looks again, also at a history that somebody has written anew. */
  async update(): Promise<void> {
    const { branch, url } = this.repository;
    const ref = `refs/heads/${branch}`;
    const fetch = ["fetch", "--quiet", "--no-tags", "--filter=blob:none"];
    const said = await this.#try([...fetch, "origin", `+${ref}:refs/remotes/origin/followed`]);
    if (said.failed && said.stderr.includes("couldn't find remote ref")) {
      throw new LabError(`the repository has no branch ${branch}, which Flux follows: ${url}`, {
        remedy: `git push ${url} COMMIT:${ref} puts it back`,
      });
    }
    if (said.failed) {
      throw new LabError(`git cannot fetch ${url}: ${said.stderr.trim()}`, {
        remedy: "./lab up, which repairs what the lab needs in Gitea",
      });
    }
    this.#head = await this.#line(["rev-parse", "refs/remotes/origin/followed"]);
  }

  /** Every commit that the head builds on, and the head. */
  async history(): Promise<ReadonlySet<string>> {
    return new Set((await this.#line(["rev-list", this.#head])).split("\n"));
  }

  /** Whether the head builds on a commit. */
  async contains(commit: string): Promise<boolean> {
    return !(await this.#try(["merge-base", "--is-ancestor", commit, this.#head])).failed;
  }

  /** The text of a file at the head; throws where there is no file that can be changed there. */
  async read(path: string): Promise<string> {
    const { id } = await this.#entry(path);
    return gitText((await this.#git(["cat-file", "blob", id])).stdout, path);
  }

  /** Makes a commit upon the head that changes these files and nothing else; answers its id. */
  async commit(files: ReadonlyMap<string, string>, message: string): Promise<string> {
    await this.#git(["read-tree", this.#head]);
    for (const [path, text] of files) {
      const { mode } = await this.#entry(path);
      const id = await this.#line(["hash-object", "-w", "--stdin"], text);
      await this.#git(["update-index", "--cacheinfo", `${mode},${id},${path}`]);
    }
    // What nobody has read is not here, and need not be.
    const tree = await this.#line(["write-tree", "--missing-ok"]);
    return this.#line(["commit-tree", tree, "-p", this.#head, "-F", "-"], message);
  }

  /** Pushes a commit to the followed branch; answers what git said against it, if anything. */
  async push(commit: string): Promise<string | undefined> {
    const target = `${commit}:refs/heads/${this.repository.branch}`;
    const { failed, stderr } = await this.#try(["push", "--quiet", "origin", target]);
    if (!failed) {
      this.#head = commit;
    }
    return failed ? stderr : undefined;
  }

  async #entry(path: string): Promise<{ mode: string; id: string }> {
    const parts = path.split("/");
    for (const depth of parts.keys()) {
      const above = parts.slice(0, depth + 1).join("/");
      const listed = await this.#line(["ls-tree", "--full-tree", "-z", this.#head, "--", above]);
      const [, mode = "", , id = ""] = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(listed) ?? [];
      if (above === path && mode.startsWith("100")) {
        return { mode, id };
      }
      if (mode !== "040000") {
        throw new LabError(`${path} is no file in Git: ${describeEntry(above, mode)}`, {
          remedy: `put a file of its own at ${path}, commit and push`,
        });
      }
    }
    throw new LabError(`${path} is no file in Git: it is a directory`, {
      remedy: `put a file of its own at ${path}, commit and push`,
    });
  }

  async #line(args: readonly string[], input?: string): Promise<string> {
    return (await this.#git(args, input)).stdout.toString("utf8").trim();
  }

  async #git(args: readonly string[], input?: string): Promise<Said> {
    const said = await this.#try(args, input);
    if (said.failed) {
      throw new LabError(`git ${args.map(shellQuote).join(" ")} failed: ${said.stderr.trim()}`);
    }
    return said;
  }

  async #try(args: readonly string[], input?: string): Promise<Said> {
    const result = await execa("git", args, {
      cwd: this.#directory,
      env: this.#env,
      extendEnv: false,
      reject: false,
      encoding: "buffer",
      // The end of a file is part of it.
      stripFinalNewline: false,
      timeout: limit,
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    const stderr = Buffer.from(result.stderr).toString("utf8");
    const why = result.timedOut ? `not done within ${limit / 1000} s` : result.shortMessage;
    return {
      failed: result.failed,
      stdout: Buffer.from(result.stdout),
      stderr: result.failed && stderr.trim() === "" ? (why ?? "") : stderr,
    };
  }
}

function describeEntry(path: string, mode: string): string {
  switch (mode) {
    case "120000":
      return `${path} is a symbolic link`;
    case "160000":
      return `${path} is a submodule, another repository`;
    case "":
      return `there is no ${path}`;
    default:
      return `${path} is a file`;
  }
}

function gitEnvironment(
  env: Lab["env"],
  url: string,
  developer: { readonly username: string; readonly token: string },
  author: GitAuthor,
): Record<string, string | undefined> {
  const basic = Buffer.from(`${developer.username}:${developer.token}`).toString("base64");
  return {
    ...env,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    // In the environment: arguments can be read by everyone, and files outlive a crash.
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    LC_ALL: "C",
  };
}
