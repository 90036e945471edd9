import * as pulumi from "@pulumi/pulumi";
import type { CommitStatusAccount } from "./commit-status-account.ts";
import { FluxBootstrap } from "./flux-bootstrap.ts";
import type { FluxManifests } from "./flux-bootstrap/manifests.ts";
import { fluxNamespace } from "./flux-bootstrap/flux-namespace.ts";
import type { GitOpsRepo } from "./gitops-repo.ts";
import type { GiteaServer } from "./gitea-server.ts";
import { K3dCluster } from "./k3d-cluster.ts";
import type { FetchedParts } from "./parts/fetched-parts.ts";
import { RepositoryFollower } from "./repository-follower.ts";
import type { Settings } from "./settings.ts";
import { TenantCredential } from "./tenant-credential.ts";

/** What a {@link FluxCluster} is made from. */
export interface FluxClusterArgs {
  settings: Settings;
  parts: FetchedParts;
  /** Who the cluster belongs to, as labels in Docker. */
  identityLabels: pulumi.Input<{ label: string; value: string }[]>;
  /** The name people use. */
  clusterName: string;
  /** Slot to take when no other cluster has it; looked at on creation only. */
  preferredSlot: number;
  server: GiteaServer;
  /** What the cluster follows, from `clusters/NAME` on. */
  platform: GitOpsRepo;
  /** What its tenants' namespaces follow, by tenant; none where one team has all of it. */
  tenants: Record<string, GitOpsRepo>;
  /** What the cluster writes on commits with. */
  statusAccount: CommitStatusAccount;
  /** The controllers to install. */
  manifests: FluxManifests;
}

/** A k3d cluster whose Flux follows the platform's repository, and in its tenants' namespaces theirs. */
export class FluxCluster extends pulumi.ComponentResource {
  public readonly cluster: K3dCluster;

  readonly #args: FluxClusterArgs;

  constructor(name: string, args: FluxClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:FluxCluster", name, {}, opts);
    this.#args = args;
    const { settings, parts, clusterName, server, platform, tenants, manifests, statusAccount } =
      args;
    this.cluster = new K3dCluster(
      name,
      {
        ...settings,
        clusterName,
        networkName: server.networkName,
        identityLabels: args.identityLabels,
        nodeImage: settings.images.node ?? parts.images.node,
        imageArchives: parts.imageArchives,
        tools: parts.tools,
        preferredSlot: args.preferredSlot,
      },
      { parent: this },
    );
    const flux = new FluxBootstrap(
      name,
      {
        ...settings,
        ...{ server, manifests, statusAccount },
        cluster: this.cluster,
        repository: platform,
        follower: this.#follow(name, platform, `flux-${clusterName}`, fluxNamespace),
        path: `./clusters/${clusterName}`,
        decryptionKey: platform.decryptionKeys[clusterName]?.identity,
      },
      { parent: this, deletedWith: this.cluster.lifetime },
    );
    for (const [tenant, repository] of Object.entries(tenants)) {
      this.#share(name, flux, tenant, repository);
    }
    this.registerOutputs({ cluster: this.cluster });
  }

  /** Lets the cluster follow a tenant's repository, as soon as the platform repository says so too. */
  #share(name: string, flux: FluxBootstrap, tenant: string, repository: GitOpsRepo): void {
    // An underscore is in no name of a cluster or tenant: no two pairs can be taken for each other.
    const pair = `${name}_${tenant}`;
    const username = `${this.cluster.clusterName}_${tenant}`;
    const follower = this.#follow(pair, repository, username, tenant);
    new TenantCredential(
      pair,
      {
        ...{ tenant, flux, follower },
        decryptionKey: repository.decryptionKeys[this.cluster.clusterName]?.identity,
        labels: this.#args.settings.labels,
      },
      { parent: this, deletedWith: this.cluster.lifetime },
    );
  }

  #follow(
    name: string,
    repository: GitOpsRepo,
    username: string,
    namespace: string,
  ): RepositoryFollower {
    const { server } = this.#args;
    const { nodeName } = this.cluster;
    return new RepositoryFollower(
      name,
      { server, repository, username, nodeName, namespace },
      // What is inside Gitea goes with Gitea's data.
      { parent: this, deletedWith: server.data },
    );
  }
}
