import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** Who may see a user or an organisation: everyone, those signed in, or its members. */
export type Visibility = "public" | "limited" | "private";

/** What {@link User} takes. */
export interface UserArgs {
  /** Name to sign in with, at most 40 characters. A change replaces the user. */
  username: pulumi.Input<string>;
  /** Primary address, unique on the server. @default - USERNAME@noreply.invalid */
  email?: pulumi.Input<string>;
  /**
   * Kept secret. At least 8 characters (Gitea's default minimum).
   * @default - a random one, made once and kept as a secret output
   */
  password?: pulumi.Input<string>;
  /** Name shown to people. @default "" */
  fullName?: pulumi.Input<string>;
  /** Whether the user administers the server. @default false */
  admin?: pulumi.Input<boolean>;
  /** Whether the user sees only what it was given access to, not even public repositories. @default false */
  restricted?: pulumi.Input<boolean>;
  /** @default "public" */
  visibility?: pulumi.Input<Visibility>;
  /** Whether the first sign-in asks for a new password; the API refuses the user until then. @default false */
  mustChangePassword?: pulumi.Input<boolean>;
  /** Whether deleting the user also deletes what it owns; else Gitea refuses to delete an owner. @default false */
  purgeOnDelete?: pulumi.Input<boolean>;
}

/**
 * A person or a machine that signs in to Gitea. Needs an administrator's connection.
 *
 * A user of that name that is already there is taken over: its settings and password are set.
 * Import by name.
 */
export class User extends pulumi.CustomResource {
  declare readonly username: pulumi.Output<string>;
  declare readonly email: pulumi.Output<string>;
  /** Given or generated; secret. */
  declare readonly password: pulumi.Output<string>;
  declare readonly fullName: pulumi.Output<string>;
  declare readonly admin: pulumi.Output<boolean>;
  declare readonly restricted: pulumi.Output<boolean>;
  declare readonly visibility: pulumi.Output<Visibility>;
  /** Gitea's own number for the user. */
  declare readonly userId: pulumi.Output<number>;

  constructor(name: string, args: UserArgs, opts?: pulumi.CustomResourceOptions) {
    const password = args.password === undefined ? undefined : pulumi.secret(args.password);
    super("gitea:index:User", name, withOutputs({ ...args, password }, "email", "userId"), opts);
  }
}
