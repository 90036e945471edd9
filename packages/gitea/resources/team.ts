import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What one is allowed to do, from least to most. */
export type Permission = "read" | "write" | "admin";

/** What {@link Team} takes. */
export interface TeamArgs {
  /** Name of the organisation. A change replaces the team. */
  organization: pulumi.Input<string>;
  /** Letters, digits, `-`, `_` and `.`; unique in the organisation. Changed in place. */
  name: pulumi.Input<string>;
  /** @default "" */
  description?: pulumi.Input<string>;
  /** What members may do with every unit that {@link units} does not name. @default "read" */
  permission?: pulumi.Input<Permission>;
  /**
   * What members may do per unit, such as `{ "repo.code": "write", "repo.packages": "none" }`.
   * Ignored by Gitea for permission `admin`.
   * @default - {@link permission} for each unit
   */
  units?: pulumi.Input<Record<string, pulumi.Input<"none" | "read" | "write">>>;
  /** Whether the team has every repository of the organisation, later ones too. @default false */
  includesAllRepositories?: pulumi.Input<boolean>;
  /** Whether members may create repositories in the organisation. @default false */
  canCreateRepositories?: pulumi.Input<boolean>;
  /**
   * Names of the repositories the team has; others are taken from it.
   * @default - left as they are
   */
  repositories?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A group of members of an organisation with the same rights.
 *
 * A team of that name that is already there is taken over. Import by `ORGANISATION/TEAM`.
 */
export class Team extends pulumi.CustomResource {
  declare readonly organization: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly permission: pulumi.Output<Permission>;
  declare readonly units: pulumi.Output<Record<string, string> | undefined>;
  declare readonly includesAllRepositories: pulumi.Output<boolean>;
  declare readonly canCreateRepositories: pulumi.Output<boolean>;
  declare readonly repositories: pulumi.Output<string[] | undefined>;
  /** Gitea's own number for the team; what {@link TeamMembers} takes. */
  declare readonly teamId: pulumi.Output<number>;

  constructor(name: string, args: TeamArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "gitea:index:Team",
      name,
      withOutputs(
        args,
        "description",
        "permission",
        "units",
        "includesAllRepositories",
        "canCreateRepositories",
        "repositories",
        "teamId",
      ),
      opts,
    );
  }
}
