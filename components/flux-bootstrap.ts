import * as kubernetes from "./kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import type { CommitStatusAccount } from "./commit-status-account.ts";
import { CommitStatuses } from "./flux-bootstrap/commit-statuses.ts";
import { CustomResourceDefinitions } from "./flux-bootstrap/custom-resource-definitions.ts";
import { DecryptionKey } from "./flux-bootstrap/decryption-key.ts";
import { fluxNamespace } from "./flux-bootstrap/flux-namespace.ts";
import { GitServerEndpoint } from "./flux-bootstrap/git-server-endpoint.ts";
import type { FluxManifests } from "./flux-bootstrap/manifests.ts";
import { PushReceiver } from "./flux-bootstrap/push-receiver.ts";
import { RepositorySync } from "./flux-bootstrap/repository-sync.ts";
import { WebhookAccess } from "./flux-bootstrap/webhook-access.ts";
import type { GiteaServer } from "./gitea-server.ts";
import type { GitOpsRepo } from "./gitops-repo.ts";
import type { K3dCluster } from "./k3d-cluster.ts";
import type { RepositoryFollower } from "./repository-follower.ts";

/** What a {@link FluxBootstrap} is made from. */
export interface FluxBootstrapArgs {
  cluster: K3dCluster;
  /** The controllers to install. */
  manifests: FluxManifests;
  /** The Git server, on the network that the cluster's node is on. */
  server: GiteaServer;
  /** What Flux follows, from which directory on. */
  repository: GitOpsRepo;
  path: string;
  /** The account that Flux reads with, and the secret that webhooks are signed with. */
  follower: RepositoryFollower;
  /** What the cluster writes on commits with. */
  statusAccount: CommitStatusAccount;
  /** age's identity that Flux decrypts secrets of the repository with. @default - it decrypts none */
  decryptionKey?: pulumi.Input<string> | undefined;
  /** How often Git and cluster are compared without a webhook, such as `3m`. */
  driftCheckInterval: string;
  /** Labels of the namespace and of the objects made here. @default - none */
  labels?: Record<string, string>;
}

/**
 * Flux in one cluster: its controllers, the way to the Git server, one read-only credential, one
 * GitRepository with its Kustomization, and a Receiver for webhooks. All else comes from Git.
 */
export class FluxBootstrap extends pulumi.ComponentResource {
  /** The cluster's API. */
  public readonly provider: kubernetes.Provider;
  /** The namespace that the controllers are in. */
  public readonly namespace: kubernetes.Namespace;

  constructor(name: string, args: FluxBootstrapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:FluxBootstrap", name, {}, opts);
    const { cluster, manifests, server, repository, follower, labels } = args;
    const provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      {
        kubeconfig: cluster.kubeconfig,
        // Keeps previews from replacing everything: pulumi-kubernetes#2745.
        clusterIdentifier: cluster.identifier,
        // Flux knows its Secrets by name, so they are updated in place.
        enableSecretMutable: true,
      },
      { parent: this },
    );
    const namespace = new kubernetes.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: fluxNamespace,
          labels: { "pod-security.kubernetes.io/warn": "restricted", ...labels },
        },
      },
      { parent: this, provider },
    );
    this.provider = provider;
    this.namespace = namespace;

    const kinds = new CustomResourceDefinitions(
      `${name}-kinds`,
      { cluster, definitions: manifests.definitions },
      { parent: this },
    );
    const foundation = new kubernetes.ConfigGroup(
      `${name}-foundation`,
      { yaml: manifests.foundation },
      { parent: this, provider, dependsOn: [namespace, kinds] },
    );
    new kubernetes.ConfigGroup(
      `${name}-controllers`,
      { yaml: manifests.controllers },
      { parent: this, provider, dependsOn: foundation },
    );

    const within = { parent: this, providers: [provider] };
    const endpoint = new GitServerEndpoint(
      `${name}-gitea`,
      { address: server.address, namespace, labels },
      within,
    );
    new PushReceiver(
      `${name}-receiver`,
      { webhookSecret: follower.webhookSecret, namespace, foundation, labels },
      within,
    );
    new WebhookAccess(
      `${name}-webhook-access`,
      { address: server.address, namespace, labels },
      within,
    );
    if (args.decryptionKey !== undefined) {
      new DecryptionKey(
        `${name}-decryption-key`,
        { identity: args.decryptionKey, namespace, labels },
        within,
      );
    }
    new RepositorySync(
      name,
      {
        repositoryUrl: repository.cloneUrl,
        branch: repository.branch,
        path: args.path,
        credential: follower.account.credential,
        interval: args.driftCheckInterval,
        namespace,
        prerequisites: [foundation, endpoint],
        labels,
      },
      within,
    );
    new CommitStatuses(
      `${name}-commit-statuses`,
      {
        clusterName: cluster.clusterName,
        repositoryUrl: repository.cloneUrl,
        token: args.statusAccount.token,
        foundation,
        labels,
      },
      within,
    );
    this.registerOutputs({});
  }
}
