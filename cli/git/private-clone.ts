import { execa } from "execa";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";

/** Runs git in a clone; throws with what it said unless `allowFailure`. */
export type GitRunner = (
  args: readonly string[],
  allowFailure?: boolean,
) => Promise<{ failed: boolean; stdout: string; stderr: string }>;

/** Who a commit is by. */
export interface GitAuthor {
  readonly name: string;
  readonly email: string;
}

/**
 * Clones a repository of the lab, works there and removes the clone, whatever happens. Neither the
 * user's git configuration nor a file sees the token.
 */
export async function inPrivateClone<Result>(
  lab: Pick<Lab, "places" | "env">,
  developer: { username: string; token: string },
  url: string,
  author: GitAuthor,
  work: (clone: string, git: GitRunner) => Promise<Result>,
): Promise<Result> {
  const clones = join(lab.places.state, "clones");
  // A lab that plain pulumi made has no such directory yet.
  await mkdir(clones, { recursive: true });
  const clone = await mkdtemp(join(clones, "clone-"));
  const git = gitIn(clone, lab, developer, url, author);
  try {
    await git(["clone", "--quiet", url, "."]);
    return await work(clone, git);
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

function gitIn(
  cwd: string,
  lab: Pick<Lab, "env">,
  developer: { username: string; token: string },
  url: string,
  author: GitAuthor,
): GitRunner {
  const basic = Buffer.from(`${developer.username}:${developer.token}`).toString("base64");
  const env = {
    ...lab.env,
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
  return async (args, allowFailure = false) => {
    const result = await execa("git", args, {
      cwd,
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: 60_000,
    });
    if (result.failed && !allowFailure) {
      throw new LabError(
        `git ${args[0] ?? ""} failed: ${result.stderr.trim() || result.shortMessage}`,
      );
    }
    return { failed: result.failed, stdout: result.stdout.trim(), stderr: result.stderr };
  };
}
