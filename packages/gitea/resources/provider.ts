import * as pulumi from "@pulumi/pulumi";

/** How to reach a Gitea server and as whom. */
export interface ProviderArgs {
  /** Where Gitea answers, such as `http://127.0.0.1:3000`. May be known only after an update. */
  baseUrl: pulumi.Input<string>;
  /**
   * The administrator's name. With a password, everything works; {@link AccessToken} needs it,
   * because Gitea makes tokens for nobody who shows only a token.
   * @default - none: a token is used
   */
  username?: pulumi.Input<string>;
  /** The administrator's password; kept secret. @default - none: a token is used */
  password?: pulumi.Input<string>;
  /** An access token with the scopes for what the program manages; kept secret. @default - none */
  token?: pulumi.Input<string>;
  /**
   * A shell command that runs in the project's directory before a repository, or an organisation or
   * a user that owns anything, is deleted, with two more arguments: `repository OWNER/NAME`, or
   * `owner NAME`. Each line that it prints becomes a message. When it fails nothing is deleted, and
   * what it wrote on standard error is the reason.
   * @default - none
   */
  beforeDelete?: pulumi.Input<string>;
}

/**
 * The connection that resources use; pass it as `{ provider }`.
 *
 * Fails while configuring when there is neither a username with its password nor a token.
 */
export class Provider extends pulumi.ProviderResource {
  declare readonly baseUrl: pulumi.Output<string>;

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    super(
      "gitea",
      name,
      {
        baseUrl: args.baseUrl,
        username: args.username,
        password: secret(args.password),
        token: secret(args.token),
        beforeDelete: args.beforeDelete,
      },
      opts,
    );
  }
}

function secret(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
  return value === undefined ? undefined : pulumi.secret(value);
}
