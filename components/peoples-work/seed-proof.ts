import { SEED_TRAILER, seedDigest } from "../../packages/gitea/provider/seed-digest.ts";
import { gitIn, type Ref } from "./git.ts";

/**
 * Whether a bare repository holds nothing but what the seed committed: one branch, and no commit
 * that does not prove by object ids to be the seed's. Who is named as author does not count.
 */
export async function isSeedAlone(repository: string, refs: readonly Ref[]): Promise<boolean> {
  const [first, ...others] = refs;
  if (first === undefined) {
    return true;
  }
  if (others.length > 0 || !first.name.startsWith("refs/heads/")) {
    return false;
  }
  // Found at once in most repositories that people worked in, however long their history is.
  const unmarked = ["--invert-grep", `--grep=^${SEED_TRAILER}: `, "--max-count=1", "--format=%H"];
  if ((await gitIn(repository, "log", "--all", ...unmarked)) !== "") {
    return false;
  }
  const commits = (await gitIn(repository, "rev-list", "--all", "--parents")).trim().split("\n");
  for (const line of commits) {
    const [commit = "", ...parents] = line.split(" ");
    if (parents.length > 1 || !(await isSeedCommit(repository, commit, parents[0]))) {
      return false;
    }
  }
  return true;
}

async function isSeedCommit(
  repository: string,
  commit: string,
  parent: string | undefined,
): Promise<boolean> {
  const [trailer, raw] = await Promise.all([
    gitIn(repository, "log", "-1", `--format=%(trailers:key=${SEED_TRAILER},valueonly)`, commit),
    gitIn(
      repository,
      ...["diff-tree", "-r", "-z", "--root", "--no-renames", "--no-commit-id"],
      commit,
    ),
  ]);
  const blobs = changedBlobs(raw);
  return blobs !== undefined && trailer.trim() === seedDigest(parent, blobs);
}

/**
 * Blob id by path of what `git diff-tree -z` lists, empty for what was removed; undefined when a
 * change is of a kind that a seed never makes, such as another mode.
 */
export function changedBlobs(raw: string): Record<string, string> | undefined {
  const blobs: Record<string, string> = {};
  const fields = raw.split("\0").slice(0, -1);
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = "", newMode = "", , id = "", status = ""] = (fields[at] ?? "")
      .slice(1)
      .split(" ");
    const plain =
      (status === "A" && newMode === "100644") ||
      (status === "M" && newMode === oldMode) ||
      status === "D";
    if (!plain) {
      return undefined;
    }
    blobs[fields[at + 1] ?? ""] = status === "D" ? "" : id;
  }
  return blobs;
}
