import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link BranchProtection} takes. */
export interface BranchProtectionArgs {
  /** Owner of the repository. A change replaces the rule. */
  owner: pulumi.Input<string>;
  /** Name of the repository. A change replaces the rule. */
  repository: pulumi.Input<string>;
  /** Branch name or glob, such as `main` or `release/*`. A change replaces the rule. */
  rule: pulumi.Input<string>;
  /** Whether anybody may push at all. @default true */
  enablePush?: pulumi.Input<boolean>;
  /** The only users who may push. @default - everyone with write access, unless teams are named */
  pushUsernames?: pulumi.Input<pulumi.Input<string>[]>;
  /** The only teams whose members may push. @default - everyone with write access, unless users are named */
  pushTeams?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether deploy keys with write access may push when users or teams are named. @default false */
  pushDeployKeys?: pulumi.Input<boolean>;
  /** Whether who may push may also force-push. @default false */
  enableForcePush?: pulumi.Input<boolean>;
  /** Approvals a pull request needs. @default 0 */
  requiredApprovals?: pulumi.Input<number>;
  /** Whether only signed commits are taken. @default false */
  requireSignedCommits?: pulumi.Input<boolean>;
  /** Globs of paths that nobody may push to, separated by `;`. @default "" */
  protectedFilePatterns?: pulumi.Input<string>;
  /** Globs of paths that who may not push may push to, separated by `;`. @default "" */
  unprotectedFilePatterns?: pulumi.Input<string>;
}

/**
 * Who may do what with the branches that match a rule.
 *
 * A rule of that name that is already there is taken over. Import by `OWNER/REPOSITORY/RULE`.
 */
export class BranchProtection extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly repository: pulumi.Output<string>;
  declare readonly rule: pulumi.Output<string>;
  declare readonly enablePush: pulumi.Output<boolean>;
  declare readonly pushUsernames: pulumi.Output<string[]>;
  declare readonly pushTeams: pulumi.Output<string[]>;

  constructor(name: string, args: BranchProtectionArgs, opts?: pulumi.CustomResourceOptions) {
    const filledIn = ["enablePush", "pushUsernames", "pushTeams"];
    super("gitea:index:BranchProtection", name, withOutputs(args, ...filledIn), opts);
  }
}
