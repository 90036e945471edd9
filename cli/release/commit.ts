import { execa } from "execa";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab.ts";
import { LabError } from "../lab-error.ts";
import type { StackOutputs } from "../stack-outputs.ts";
import { pinnedVersion, withPinnedVersion } from "./pinned-version.ts";

/** What a release did to Git. */
export interface ReleaseCommit {
  /** The version each of the named clusters pinned before. */
  readonly previous: Readonly<Record<string, string>>;
  /** Undefined when every cluster pinned the version already. */
  readonly pushed:
    | undefined
    | {
        readonly commit: string;
        /** Every commit that was there before: a revision not among them is this one or later. */
        readonly older: ReadonlySet<string>;
        /** performance.now() when the push that succeeded was started. */
        readonly startedAt: number;
        /** Milliseconds that push took. */
        readonly duration: number;
      };
}

const attempts = 5;

/**
 * Pins `version` for the clusters in one commit and pushes it; on a head that has moved on it starts
 * again from there. Works in a clone of its own that is gone afterwards.
 */
export async function commitRelease(
  lab: Pick<Lab, "places" | "env">,
  outputs: Pick<StackOutputs, "repositories" | "developer">,
  version: string,
  clusters: readonly string[],
): Promise<ReleaseCommit> {
  const repository = outputs.repositories["fleet"];
  if (repository === undefined) {
    throw new LabError("the lab has no repository fleet", { remedy: "./lab up" });
  }
  const clone = await mkdtemp(join(lab.places.state, "clones", "release-"));
  const git = gitIn(clone, lab, outputs.developer, repository.url);
  try {
    await git(["clone", "--quiet", repository.url, "."]);
    for (let attempt = 1; ; attempt += 1) {
      const previous = await pinAll(clone, version, clusters);
      if ((await git(["status", "--porcelain"])).stdout === "") {
        return { previous, pushed: undefined };
      }
      const older = new Set((await git(["rev-list", "HEAD"])).stdout.split("\n"));
      await git(["commit", "--quiet", "--all", "--message", releaseMessage(version, previous)]);
      const commit = (await git(["rev-parse", "HEAD"])).stdout;
      const startedAt = performance.now();
      const push = await git(["push", "--quiet", "origin", "HEAD"], true);
      if (!push.failed) {
        const duration = performance.now() - startedAt;
        return { previous, pushed: { commit, older, startedAt, duration } };
      }
      if (!isBehind(push.stderr) || attempt === attempts) {
        throw new LabError(`git push was refused ${attempt} time(s): ${push.stderr.trim()}`);
      }
      await git(["fetch", "--quiet", "origin"]);
      await git(["reset", "--quiet", "--hard", "@{upstream}"]);
    }
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

/** Whether git refused a push because the branch has moved on. */
export function isBehind(stderr: string): boolean {
  return /non-fast-forward|fetch first|cannot lock ref|failed to update ref|incorrect old value/.test(
    stderr,
  );
}

/** Title and body of the commit. */
export function releaseMessage(
  version: string,
  previous: Readonly<Record<string, string>>,
): string {
  const changed = Object.entries(previous).filter(([, old]) => old !== version);
  const where =
    changed.length <= 2
      ? changed.map(([name]) => name).join(" and ")
      : `${changed.length} clusters`;
  const lines = changed.map(([name, old]) => `${name}: ${old} -> ${version}`);
  return `Release podinfo ${version} to ${where}\n\n${lines.join("\n")}\n`;
}

async function pinAll(
  clone: string,
  version: string,
  clusters: readonly string[],
): Promise<Record<string, string>> {
  const previous: Record<string, string> = {};
  for (const cluster of clusters) {
    const file = `apps/${cluster}/podinfo.yaml`;
    const source = await readFile(join(clone, file), "utf8").catch((cause: unknown) => {
      throw new LabError(`there is no ${file} in Git`, { remedy: "put it back in Git", cause });
    });
    previous[cluster] = pinnedVersion(source, file);
    if (previous[cluster] !== version) {
      await writeFile(join(clone, file), withPinnedVersion(source, version, file));
    }
  }
  return previous;
}

function gitIn(
  cwd: string,
  lab: Pick<Lab, "env">,
  developer: { username: string; token: string },
  url: string,
) {
  const basic = Buffer.from(`${developer.username}:${developer.token}`).toString("base64");
  const env = {
    ...lab.env,
    GIT_AUTHOR_NAME: "fluxlab release",
    GIT_AUTHOR_EMAIL: "release@fluxlab.invalid",
    GIT_COMMITTER_NAME: "fluxlab release",
    GIT_COMMITTER_EMAIL: "release@fluxlab.invalid",
    // In the environment: arguments can be read by everyone, and files outlive a crash.
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    LC_ALL: "C",
  };
  return async (args: readonly string[], allowFailure = false) => {
    const result = await execa("git", args, {
      cwd,
      env: env,
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
