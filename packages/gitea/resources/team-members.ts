import * as pulumi from "@pulumi/pulumi";

/** What {@link TeamMembers} takes. */
export interface TeamMembersArgs {
  /** `teamId` of a {@link Team}. A change replaces the list. */
  teamId: pulumi.Input<number>;
  /** Everyone who is in the team; anyone else is taken out of it. */
  usernames: pulumi.Input<pulumi.Input<string>[]>;
}

/** The complete list of a team's members. Deleting it takes them out. Import by the team's number. */
export class TeamMembers extends pulumi.CustomResource {
  declare readonly teamId: pulumi.Output<number>;
  declare readonly usernames: pulumi.Output<string[]>;

  constructor(name: string, args: TeamMembersArgs, opts?: pulumi.CustomResourceOptions) {
    super("gitea:index:TeamMembers", name, { ...args }, opts);
  }
}
