import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import type { GiteaServer } from "./gitea-server.ts";
import type { GitOpsRepo } from "./gitops-repo.ts";

/** What a {@link CommitStatusAccount} is made from. */
export interface CommitStatusAccountArgs {
  server: GiteaServer;
  repository: GitOpsRepo;
  /** The account; made here. */
  username: string;
}

/**
 * A Gitea account that clusters write commit statuses with, and that cannot change what they follow.
 *
 * Gitea lets only those set a status who may write code. So the account is in a team that has the
 * unit code of this one repository and no other unit: it can open and merge no pull request. And
 * a rule for the followed branch names who may push: the administrator and the developer.
 * Source: `/statuses` in Gitea's routers/api/v1/api.go.
 */
export class CommitStatusAccount extends pulumi.ComponentResource {
  /** Opens repositories only; secret. */
  public readonly token: pulumi.Output<string>;

  constructor(name: string, args: CommitStatusAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:CommitStatusAccount", name, {}, opts);
    const { server, repository, username } = args;
    const place = { owner: repository.owner, repository: repository.repository };
    const user = new gitea.User(
      `${name}-user`,
      { username, email: `${username}@fluxlab.invalid`, restricted: true, purgeOnDelete: true },
      { parent: this },
    );
    const protection = new gitea.BranchProtection(
      `${name}-branch-protection`,
      {
        ...place,
        rule: repository.branch,
        pushUsernames: [server.administrator.username, repository.developer.username],
      },
      // Gitea drops from the list who cannot write yet; and the seed makes the branch.
      { parent: this, dependsOn: repository },
    );
    const team = new gitea.Team(
      `${name}-team`,
      {
        organization: repository.owner,
        name: username,
        description: "Sets commit statuses",
        permission: "read",
        units: { ...noUnits, "repo.code": "write" },
        repositories: [repository.repository],
      },
      { parent: this, dependsOn: protection },
    );
    const members = new gitea.TeamMembers(
      `${name}-members`,
      { teamId: team.teamId, usernames: [user.username] },
      { parent: this },
    );
    const token = new gitea.AccessToken(
      `${name}-token`,
      { username: user.username, name: "statuses", scopes: ["write:repository"] },
      { parent: this, dependsOn: members },
    );
    this.token = token.token;
    this.registerOutputs({ token: this.token });
  }
}

const noUnits = {
  "repo.issues": "none",
  "repo.pulls": "none",
  "repo.releases": "none",
  "repo.wiki": "none",
  "repo.projects": "none",
  "repo.packages": "none",
  "repo.actions": "none",
  "repo.ext_issues": "none",
  "repo.ext_wiki": "none",
} as const;
