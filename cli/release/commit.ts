import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { inPrivateClone } from "../git/private-clone.ts";
import { pinnedVersion, withPinnedVersion } from "./pinned-version.ts";
import type { ReleasePlace } from "./release-place.ts";

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

/** What of a place a commit needs. */
export type CommitPlace = Pick<ReleasePlace, "repository" | "developer" | "author" | "directory">;

const attempts = 5;

/**
 * Pins `version` for the clusters in one commit and pushes it; on a head that has moved on it starts
 * again from there. Works in a clone of its own that is gone afterwards.
 */
export async function commitRelease(
  lab: Pick<Lab, "places" | "env">,
  place: CommitPlace,
  version: string,
  clusters: readonly string[],
): Promise<ReleaseCommit> {
  const { developer, repository, author, directory } = place;
  return inPrivateClone(lab, developer, repository.url, author, async (clone, git) => {
    for (let attempt = 1; ; attempt += 1) {
      const previous = await pinAll(clone, directory, version, clusters);
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
  });
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
  directory: string,
  version: string,
  clusters: readonly string[],
): Promise<Record<string, string>> {
  const previous: Record<string, string> = {};
  for (const cluster of clusters) {
    const file = `${directory}/${cluster}/podinfo.yaml`;
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
