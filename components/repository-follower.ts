import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { webhookUrl } from "./flux-bootstrap/receiver.ts";
import type { GiteaServer } from "./gitea-server.ts";
import type { GitOpsRepo } from "./gitops-repo.ts";
import { RepositoryAccount } from "./repository-account.ts";

/** What a {@link RepositoryFollower} is made from. */
export interface RepositoryFollowerArgs {
  server: GiteaServer;
  repository: GitOpsRepo;
  /** The account the cluster reads with; made here. */
  username: string;
  /** Name of the cluster's node on the lab's network. */
  nodeName: string;
  /** Where in the cluster the repository is followed. */
  namespace: string;
}

/** Gitea's side of a cluster that follows a repository: a read-only account, and a webhook to its Receiver. */
export class RepositoryFollower extends pulumi.ComponentResource {
  /** What the cluster reads with. */
  public readonly account: RepositoryAccount;
  /** What the webhook is signed with; secret. */
  public readonly webhookSecret: pulumi.Output<string>;

  constructor(name: string, args: RepositoryFollowerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:RepositoryFollower", name, {}, opts);
    const { repository, nodeName, username, namespace } = args;
    const place = { owner: repository.owner, repository: repository.repository };
    this.account = new RepositoryAccount(
      name,
      { ...place, username, permission: "read" },
      { parent: this },
    );
    this.webhookSecret = args.server.secretFor(`webhook/${username}`);
    new gitea.RepositoryWebhook(
      `${name}-webhook`,
      {
        ...place,
        url: this.webhookSecret.apply((secret) => webhookUrl(nodeName, secret, namespace)),
        secret: this.webhookSecret,
        type: "gitea",
        events: ["push"],
      },
      // What the seed pushes, a new cluster fetches anyway.
      { parent: this, dependsOn: repository },
    );
    this.registerOutputs({ account: this.account, webhookSecret: this.webhookSecret });
  }
}
