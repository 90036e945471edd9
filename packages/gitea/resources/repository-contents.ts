import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** Who a commit says made it. */
export interface Identity {
  name: pulumi.Input<string>;
  email: pulumi.Input<string>;
}

/** What {@link RepositoryContents} takes. */
export interface RepositoryContentsArgs {
  /** Owner of the repository. A change replaces the contents. */
  owner: pulumi.Input<string>;
  /** Name of the repository. A change replaces the contents. */
  repository: pulumi.Input<string>;
  /**
   * Branch to commit to; made by the first commit of an empty repository. A change replaces the
   * contents.
   * @default "main"
   */
  branch?: pulumi.Input<string>;
  /** The seed: text by path, such as `{ "apps/podinfo.yaml": "..." }`. */
  files: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Message of the commits; a change alone commits nothing. @default "Seed the repository" */
  message?: pulumi.Input<string>;
  /** Author and committer; a change alone commits nothing. @default - the provider's user */
  author?: pulumi.Input<Identity>;
}

/**
 * Files that are put into a repository and then belong to the people who work in it.
 *
 * Creation commits all files in one commit. An update commits, in one commit again, only files
 * whose seed changed (or came, or went) and which nobody else changed since; the others are left
 * alone, reported by name, and listed in {@link leftAlone}. With nothing to write there is no
 * commit. What people commit is not drift: refresh only finds that the branch is gone.
 *
 * Deleting removes nothing from Git: history goes with the {@link Repository}.
 * Import by `OWNER/REPOSITORY/BRANCH`.
 */
export class RepositoryContents extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly repository: pulumi.Output<string>;
  declare readonly branch: pulumi.Output<string>;
  declare readonly files: pulumi.Output<Record<string, string>>;
  /** Id of the last commit made here; the branch's head when there was nothing to commit. */
  declare readonly commit: pulumi.Output<string>;
  /** Git blob id of each file as last committed here, by path. */
  declare readonly blobs: pulumi.Output<Record<string, string>>;
  /** Paths whose seed is not in Git because somebody else changed, added or removed the file. */
  declare readonly leftAlone: pulumi.Output<string[]>;

  constructor(name: string, args: RepositoryContentsArgs, opts?: pulumi.CustomResourceOptions) {
    const filledIn = ["branch", "message", "commit", "blobs", "leftAlone"];
    super("gitea:index:RepositoryContents", name, withOutputs(args, ...filledIn), opts);
  }
}
