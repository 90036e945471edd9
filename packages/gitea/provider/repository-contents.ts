import type { Report } from "@fluxlab/provider-server";

import { blobId } from "./blob-id.ts";
import { type Branch, branchHead, headCommit } from "./branch-head.ts";
import { type Client, path } from "./client.ts";
import { type Change, planContents } from "./contents-plan.ts";
import { pathProblems } from "./contents-paths.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { partsOf } from "./identifier.ts";
import { SEED_TRAILER, seedDigest } from "./seed-digest.ts";

interface Inputs extends Branch {
  files: Record<string, string>;
  message: string;
  author?: { name: string; email: string };
}

interface Outputs extends Inputs {
  commit: string;
  blobs: Record<string, string>;
  leftAlone: string[];
}

/** How often to start again on a newer head when somebody pushes at the same moment. */
const ATTEMPTS = 5;

export const repositoryContents = resource<Inputs, Outputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    repository: { type: "string", required: true, replaces: true },
    branch: { type: "string", default: "main", replaces: true },
    files: { type: "object", required: true, items: { type: "string" } },
    message: { type: "string", default: "Seed the repository" },
    author: {
      type: "object",
      fields: {
        name: { type: "string", required: true },
        email: { type: "string", required: true },
      },
    },
  },
  computed: ["commit", "blobs", "leftAlone"],
  volatile: ["commit", "blobs", "leftAlone"],

  validate({ files }) {
    return typeof files === "object" ? pathProblems(Object.keys(files)) : [];
  },

  async create(client, inputs, report) {
    return {
      id: `${inputs.owner}/${inputs.repository}/${inputs.branch}`,
      outputs: await commitSeed(client, inputs, {}, report),
    };
  },

  async read(client, id, state, given) {
    const [owner = "", repository = "", branch = ""] = partsOf(id, "OWNER/REPOSITORY/BRANCH");
    const commit = await headCommit(client, { owner, repository, branch });
    if (commit === undefined) {
      return undefined;
    }
    // People's commits are no drift, and what an imported branch holds is theirs.
    const imported = { owner, repository, branch, files: {}, message: "Seed the repository" };
    const inputs = { ...imported, ...given };
    return { id, inputs, outputs: { commit, blobs: {}, leftAlone: [], ...inputs, ...state } };
  },

  async update(client, _id, state, inputs, report) {
    return await commitSeed(client, inputs, state.blobs, report);
  },

  /** History goes with the repository. */
  async delete() {
    await Promise.resolve();
  },
});

async function commitSeed(
  client: Client,
  inputs: Inputs,
  recorded: Record<string, string>,
  report: Report,
): Promise<Outputs> {
  const first = await commitPlan(client, inputs, recorded);
  const gone = first.leftAlone.filter((at) => inputs.files[at] === undefined);
  // Where a file became a directory, or the reverse, Gitea takes the new one only in a commit after
  // the one that removes the old one.
  const mayBeFree = first.removes && first.leftAlone.length > gone.length;
  const { commit, blobs, leftAlone } = mayBeFree
    ? await commitPlan(client, inputs, first.blobs)
    : first;
  const left = [...new Set([...gone, ...leftAlone])].sort();
  if (left.length > 0) {
    report("warning", leftAloneMessage(inputs, left));
  }
  return { ...inputs, commit, blobs, leftAlone: left };
}

/** Commits what is to be changed on the newest head, at most once. */
async function commitPlan(client: Client, inputs: Inputs, recorded: Record<string, string>) {
  for (let attempt = 1; ; attempt++) {
    const head = await branchHead(client, inputs);
    const seed = Object.fromEntries(
      Object.entries(inputs.files).map(([at, text]) => [at, blobId(text, head.objectFormat)]),
    );
    const { changes, blobs, leftAlone } = planContents({ seed, recorded, head: head.entries });
    try {
      const commit =
        changes.length > 0
          ? await commitChanges(client, inputs, changes, digestOf(changes, seed, head.commit))
          : (head.commit ?? "");
      const removes = changes.some(({ operation }) => operation === "delete");
      return { commit, blobs, leftAlone, removes };
    } catch (error) {
      const moved =
        error instanceof GiteaError && (await headCommit(client, inputs)) !== head.commit;
      if (!moved || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Returns the id of the commit. */
async function commitChanges(
  client: Client,
  inputs: Inputs,
  changes: Change[],
  digest: string,
): Promise<string> {
  const { owner, repository, branch, message, author, files } = inputs;
  const answer = await client.send("POST", path`/api/v1/repos/${owner}/${repository}/contents`, {
    branch,
    message: `${message}\n\n${SEED_TRAILER}: ${digest}`,
    ...(author && { author, committer: author }),
    files: changes.map((change) => ({
      ...change,
      content: Buffer.from(files[change.path] ?? "").toString("base64"),
    })),
  });
  return (answer as { commit: { sha: string } }).commit.sha;
}

function digestOf(
  changes: readonly Change[],
  seed: Readonly<Record<string, string>>,
  parent: string | undefined,
): string {
  const blobs = changes.map(({ path: at, operation }) => [
    at,
    operation === "delete" ? "" : (seed[at] ?? ""),
  ]);
  return seedDigest(parent, Object.fromEntries(blobs) as Record<string, string>);
}

function leftAloneMessage({ owner, repository, branch }: Branch, paths: string[]): string {
  return (
    `left alone in ${owner}/${repository} on ${branch}, because somebody else changed them: ` +
    paths.join(", ")
  );
}
