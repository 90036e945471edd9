import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";
import type { Permission } from "./team.ts";

/** What {@link RepositoryCollaborator} takes. */
export interface RepositoryCollaboratorArgs {
  /** Owner of the repository. A change replaces the collaborator. */
  owner: pulumi.Input<string>;
  /** Name of the repository. A change replaces the collaborator. */
  repository: pulumi.Input<string>;
  /** A change replaces the collaborator. */
  username: pulumi.Input<string>;
  /** @default "read" */
  permission?: pulumi.Input<Permission>;
}

/** A user's own right on one repository. Import by `OWNER/REPOSITORY/USERNAME`. */
export class RepositoryCollaborator extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly repository: pulumi.Output<string>;
  declare readonly username: pulumi.Output<string>;
  declare readonly permission: pulumi.Output<Permission>;

  constructor(name: string, args: RepositoryCollaboratorArgs, opts?: pulumi.CustomResourceOptions) {
    super("gitea:index:RepositoryCollaborator", name, withOutputs(args, "permission"), opts);
  }
}
