import type { ObjectFormat } from "./blob-id.ts";
import { type Client, path } from "./client.ts";
import type { Entry } from "./contents-plan.ts";

/** The newest commit of a branch. */
export interface BranchHead {
  /** Undefined when the repository is empty. */
  commit?: string;
  objectFormat: ObjectFormat;
  /** Files and directories by path. */
  entries: Record<string, Entry>;
}

/** Which branch of which repository. */
export interface Branch {
  owner: string;
  repository: string;
  branch: string;
}

interface GiteaTree {
  tree: (Entry & { path: string })[];
  total_count: number;
}

/** The id of a branch's newest commit; undefined when the branch is not there. */
export async function headCommit(client: Client, at: Branch): Promise<string | undefined> {
  const found = (await client.find(
    path`/api/v1/repos/${at.owner}/${at.repository}/branches/${at.branch}`,
  )) as { commit: { id: string } } | undefined;
  return found?.commit.id;
}

/** Reads a branch with everything in it. Throws when neither the branch is there nor the repository empty. */
export async function branchHead(client: Client, at: Branch): Promise<BranchHead> {
  const repository = path`/api/v1/repos/${at.owner}/${at.repository}`;
  const { empty, object_format_name: objectFormat } = (await client.send("GET", repository)) as {
    empty: boolean;
    object_format_name: ObjectFormat;
  };
  const commit = await headCommit(client, at);
  if (commit !== undefined) {
    return { commit, objectFormat, entries: await entriesOf(client, repository, commit) };
  }
  if (!empty) {
    throw new Error(
      `${at.owner}/${at.repository} has no branch ${at.branch}: push it first, or choose another`,
    );
  }
  return { objectFormat, entries: {} };
}

async function entriesOf(client: Client, repository: string, commit: string) {
  const entries: Record<string, Entry> = {};
  let seen = 0;
  for (let page = 1; ; page++) {
    const tree = path`/git/trees/${commit}?recursive=true&per_page=1000&page=${page}`;
    const answer = (await client.send("GET", repository + tree)) as GiteaTree;
    for (const { path: at, sha, type } of answer.tree) {
      entries[at] = { sha, type };
    }
    seen += answer.tree.length;
    if (answer.tree.length === 0 || seen >= answer.total_count) {
      return entries;
    }
  }
}
