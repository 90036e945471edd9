import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";
import type { Visibility } from "./user.ts";

/** What {@link Organization} takes. */
export interface OrganizationArgs {
  /** At most 40 characters; shares the namespace of users. A change replaces the organisation. */
  name: pulumi.Input<string>;
  /** Name shown to people. @default "" */
  fullName?: pulumi.Input<string>;
  /** At most 255 characters. @default "" */
  description?: pulumi.Input<string>;
  /** `private` hides its repositories and packages from all but its members. @default "public" */
  visibility?: pulumi.Input<Visibility>;
  /**
   * Deletes its repositories and packages with it, also those that people made; the provider's
   * `beforeDelete` runs first. @default false
   */
  purgeOnDelete?: pulumi.Input<boolean>;
}

/**
 * An owner of repositories and packages.
 *
 * An organisation of that name that is already there is taken over. Deleting one that still owns
 * repositories or packages is refused by Gitea without `purgeOnDelete`. Import by name.
 */
export class Organization extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly fullName: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly visibility: pulumi.Output<Visibility>;
  /** Gitea's own number for the organisation. */
  declare readonly organizationId: pulumi.Output<number>;

  constructor(name: string, args: OrganizationArgs, opts?: pulumi.CustomResourceOptions) {
    const defaults = ["fullName", "description", "visibility", "organizationId"];
    super("gitea:index:Organization", name, withOutputs(args, ...defaults), opts);
  }
}
