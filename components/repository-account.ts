import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";

/** What a {@link RepositoryAccount} is made from. */
export interface RepositoryAccountArgs {
  username: string;
  owner: pulumi.Input<string>;
  repository: pulumi.Input<string>;
  permission: "read" | "write";
}

/** A Gitea user that may read, or read and write, one repository, and its token for Git over HTTP. */
export class RepositoryAccount extends pulumi.ComponentResource {
  public readonly username: string;
  /** Opens repositories only; secret. */
  public readonly token: pulumi.Output<string>;

  /** Both together. */
  public readonly credential: { username: string; token: pulumi.Output<string> };

  constructor(name: string, args: RepositoryAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:RepositoryAccount", name, {}, opts);
    const { username, permission } = args;
    const user = new gitea.User(
      `${name}-user`,
      {
        username,
        email: `${username}@fluxlab.invalid`,
        restricted: permission === "read",
        purgeOnDelete: true,
      },
      { parent: this },
    );
    const access = new gitea.RepositoryCollaborator(
      `${name}-access`,
      { owner: args.owner, repository: args.repository, username: user.username, permission },
      { parent: this },
    );
    const token = new gitea.AccessToken(
      `${name}-token`,
      { username: user.username, name: "git", scopes: [`${permission}:repository`] },
      { parent: this, dependsOn: access },
    );
    this.username = username;
    this.token = token.token;
    this.credential = { username, token: this.token };
    this.registerOutputs({ username: this.username, token: this.token });
  }
}
