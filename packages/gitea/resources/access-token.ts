import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link AccessToken} takes. Gitea edits nothing of a token: any change replaces it. */
export interface AccessTokenArgs {
  /** Whose token it is. */
  username: pulumi.Input<string>;
  /** Unique among the user's tokens. */
  name: pulumi.Input<string>;
  /**
   * What it opens: `all`, or `read:` or `write:` before `activitypub`, `admin`, `issue`, `misc`,
   * `notification`, `organization`, `package`, `repository` or `user`; `public-only` narrows it.
   */
  scopes: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A token that stands for a user in Git over HTTP and in the API.
 *
 * Gitea makes tokens only for who signs in with a password: the provider needs the username and
 * password of that user or of an administrator. A token of that name that is already there cannot
 * be shown again, so it is deleted and made anew. Import by `USERNAME/NUMBER`; its value stays unknown.
 */
export class AccessToken extends pulumi.CustomResource {
  declare readonly username: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly scopes: pulumi.Output<string[]>;
  /** What to use as password or after `Authorization: token`; secret. */
  declare readonly token: pulumi.Output<string>;
  /** Gitea's own number for the token. */
  declare readonly tokenId: pulumi.Output<number>;

  constructor(name: string, args: AccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super("gitea:index:AccessToken", name, withOutputs(args, "token", "tokenId"), opts);
  }
}
