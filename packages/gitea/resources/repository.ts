import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link Repository} takes. */
export interface RepositoryArgs {
  /** User or organisation that owns it. A change transfers the repository. */
  owner: pulumi.Input<string>;
  /** Letters, digits, `-`, `_` and `.`, at most 100. A change renames it; Gitea redirects the old name. */
  name: pulumi.Input<string>;
  /** @default "" */
  description?: pulumi.Input<string>;
  /** @default true */
  private?: pulumi.Input<boolean>;
  /** Changing it needs that branch to be there. @default "main" */
  defaultBranch?: pulumi.Input<string>;
  /** Whether creation makes a first commit with a README; never looked at again. @default false */
  autoInit?: pulumi.Input<boolean>;
  /** @default true */
  hasIssues?: pulumi.Input<boolean>;
  /** @default false */
  hasWiki?: pulumi.Input<boolean>;
  /** @default true */
  hasPullRequests?: pulumi.Input<boolean>;
  /** @default false */
  hasProjects?: pulumi.Input<boolean>;
  /** @default false */
  hasReleases?: pulumi.Input<boolean>;
  /** @default false */
  hasPackages?: pulumi.Input<boolean>;
  /** @default false */
  hasActions?: pulumi.Input<boolean>;
}

/**
 * A Git repository.
 *
 * A repository of that name that is already there is taken over with what is in it. Deleting
 * removes it with its history; use `retainOnDelete` or `protect` to keep it. Import by `OWNER/NAME`.
 */
export class Repository extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly private: pulumi.Output<boolean>;
  declare readonly defaultBranch: pulumi.Output<string>;
  declare readonly hasIssues: pulumi.Output<boolean>;
  declare readonly hasWiki: pulumi.Output<boolean>;
  declare readonly hasPullRequests: pulumi.Output<boolean>;
  declare readonly hasProjects: pulumi.Output<boolean>;
  declare readonly hasReleases: pulumi.Output<boolean>;
  declare readonly hasPackages: pulumi.Output<boolean>;
  declare readonly hasActions: pulumi.Output<boolean>;
  /** Gitea's own number for the repository; survives a rename. */
  declare readonly repositoryId: pulumi.Output<number>;
  /** `OWNER/NAME`. */
  declare readonly fullName: pulumi.Output<string>;
  /** Address of its page, at the provider's base URL. */
  declare readonly htmlUrl: pulumi.Output<string>;
  /** Address to clone from over HTTP, at the provider's base URL. */
  declare readonly cloneUrl: pulumi.Output<string>;

  constructor(name: string, args: RepositoryArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "gitea:index:Repository",
      name,
      withOutputs(
        args,
        "description",
        "private",
        "defaultBranch",
        "hasIssues",
        "hasWiki",
        "hasPullRequests",
        "hasProjects",
        "hasReleases",
        "hasPackages",
        "hasActions",
        "repositoryId",
        "fullName",
        "htmlUrl",
        "cloneUrl",
      ),
      opts,
    );
  }
}
