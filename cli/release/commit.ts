import type { Lab } from "../lab/lab.ts";
import { inPrivateClone } from "../git/private-clone.ts";
import { pushCommit, type PushedCommit } from "../git/push-commit.ts";
import { pinnedVersion, withPinnedVersion } from "./pinned-version.ts";
import type { ReleasePlace } from "./release-place.ts";

/** What a release did to Git. */
export interface ReleaseCommit {
  /** The version each of the named clusters pinned before. */
  readonly previous: Readonly<Record<string, string>>;
  /** Undefined when every cluster pinned the version already. */
  readonly pushed: PushedCommit | undefined;
}

/** What of a place a commit needs. */
export type CommitPlace = Pick<ReleasePlace, "repository" | "developer" | "author" | "directory">;

/**
 * Pins `version` for the clusters in one commit and pushes it to the branch that Flux follows.
 * Works in a clone of its own that is gone afterwards.
 */
export async function commitRelease(
  lab: Pick<Lab, "places" | "env">,
  { developer, repository, author, directory }: CommitPlace,
  version: string,
  clusters: readonly string[],
): Promise<ReleaseCommit> {
  return inPrivateClone(lab, repository, developer, author, async (clone) => {
    let previous: Record<string, string> = {};
    const pushed = await pushCommit(clone, async () => {
      previous = {};
      const files = new Map<string, string>();
      for (const cluster of clusters) {
        const file = pinnedIn(directory, cluster);
        const source = await clone.read(file);
        const before = pinnedVersion(source, file);
        previous[cluster] = before;
        if (before !== version) {
          files.set(file, withPinnedVersion(source, version, file));
        }
      }
      return { files, message: releaseMessage(version, previous) };
    });
    return { previous, pushed };
  });
}

/** The file that pins the version for a cluster. */
export function pinnedIn(directory: string, cluster: string): string {
  return `${directory}/${cluster}/podinfo.yaml`;
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

/** Whether the followed branch no longer has a commit that was pushed: somebody has pushed by force. */
export async function isTakenOut(
  lab: Pick<Lab, "places" | "env">,
  { developer, repository, author }: CommitPlace,
  commit: string,
): Promise<boolean> {
  return inPrivateClone(lab, repository, developer, author, async (clone) => {
    return !(await clone.contains(commit));
  });
}
