import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CommitStatusAccount } from "./commit-status-account.ts";
import { CommitStatuses } from "./flux-bootstrap/commit-statuses.ts";
import type { FluxManifests } from "./flux-bootstrap/manifests.ts";
import { receiverName, receiverNodePort } from "./flux-bootstrap/receiver.ts";
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
  /** How often Git and cluster are compared without a webhook, such as `3m`. */
  driftCheckInterval: string;
  /** Labels of the namespace and of the objects made here. @default - none */
  labels?: Record<string, string>;
}

const namespace = "flux-system";
const skipAwait = { "pulumi.com/skipAwait": "true" };

/**
 * Flux in one cluster: its controllers, the way to the Git server, one read-only credential, one
 * GitRepository with its Kustomization, and a Receiver for webhooks. All else comes from Git.
 */
export class FluxBootstrap extends pulumi.ComponentResource {
  /** The cluster's API. */
  public readonly provider: kubernetes.Provider;
  /** The namespace that the controllers are in. */
  public readonly namespace: kubernetes.core.v1.Namespace;

  constructor(name: string, args: FluxBootstrapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:FluxBootstrap", name, {}, opts);
    const provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      {
        kubeconfig: args.cluster.kubeconfig,
        // Keeps previews from replacing everything: pulumi-kubernetes#2745.
        clusterIdentifier: args.cluster.identifier,
        deleteUnreachable: true,
        // Flux knows its Secrets by name, so they are updated in place.
        enableSecretMutable: true,
      },
      { parent: this },
    );
    const inCluster = { parent: this, provider };
    const metadata = (objectName: string) => ({
      name: objectName,
      namespace,
      labels: { "app.kubernetes.io/managed-by": "fluxlab", ...args.labels },
    });

    this.provider = provider;
    this.namespace = new kubernetes.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: namespace,
          labels: { "pod-security.kubernetes.io/warn": "restricted", ...args.labels },
        },
      },
      inCluster,
    );
    const inNamespace = { ...inCluster, dependsOn: this.namespace };
    const foundation = new kubernetes.yaml.v2.ConfigGroup(
      `${name}-foundation`,
      { yaml: args.manifests.foundation },
      inNamespace,
    );
    new kubernetes.yaml.v2.ConfigGroup(
      `${name}-controllers`,
      { yaml: args.manifests.controllers },
      { ...inCluster, dependsOn: foundation },
    );

    const service = new kubernetes.core.v1.Service(
      `${name}-gitea-service`,
      {
        metadata: { ...metadata("gitea"), annotations: skipAwait },
        spec: { ports: [{ name: "http", port: 3000 }] },
      },
      inNamespace,
    );
    const endpoints = new kubernetes.discovery.v1.EndpointSlice(
      `${name}-gitea-endpoints`,
      {
        metadata: {
          ...metadata("gitea"),
          labels: { ...metadata("gitea").labels, "kubernetes.io/service-name": "gitea" },
        },
        addressType: "IPv4",
        endpoints: [{ addresses: [args.server.address] }],
        ports: [{ name: "http", port: 3000 }],
      },
      { ...inNamespace, dependsOn: service },
    );
    const credential = new kubernetes.core.v1.Secret(
      `${name}-credential`,
      {
        metadata: metadata(namespace),
        stringData: {
          username: args.follower.account.username,
          password: args.follower.account.token,
        },
      },
      inNamespace,
    );
    const receiverToken = new kubernetes.core.v1.Secret(
      `${name}-receiver-token`,
      { metadata: metadata(receiverName), stringData: { token: args.follower.webhookSecret } },
      inNamespace,
    );

    const synced = { ...inCluster, dependsOn: [foundation, endpoints, credential, receiverToken] };
    const repository = new kubernetes.apiextensions.CustomResource(
      `${name}-source`,
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: metadata(namespace),
        spec: {
          interval: args.driftCheckInterval,
          url: args.repository.cloneUrl,
          ref: { branch: args.repository.branch },
          secretRef: { name: namespace },
        },
      },
      synced,
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-sync`,
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: metadata(namespace),
        spec: {
          interval: args.driftCheckInterval,
          path: args.path,
          prune: true,
          // Named, because locked controllers do nothing for who names none.
          serviceAccountName: "kustomize-controller",
          sourceRef: { kind: "GitRepository", name: namespace },
        },
      },
      { ...synced, dependsOn: repository },
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-receiver`,
      {
        apiVersion: "notification.toolkit.fluxcd.io/v1",
        kind: "Receiver",
        metadata: metadata(receiverName),
        spec: {
          // Gitea signs like GitHub. Source: Flux's documentation of Receivers.
          type: "github",
          events: ["ping", "push"],
          secretRef: { name: receiverName },
          resources: [{ kind: "GitRepository", name: namespace }],
        },
      },
      synced,
    );
    new CommitStatuses(
      `${name}-commit-statuses`,
      {
        clusterName: args.cluster.clusterName,
        repositoryUrl: args.repository.cloneUrl,
        token: args.statusAccount.token,
        foundation,
        ...(args.labels && { labels: args.labels }),
      },
      { parent: this, providers: [provider] },
    );
    new kubernetes.core.v1.Service(
      `${name}-receiver-service`,
      {
        metadata: { ...metadata("receiver"), annotations: skipAwait },
        spec: {
          type: "NodePort",
          selector: { app: "notification-controller" },
          ports: [
            { name: "http", port: 80, targetPort: "http-webhook", nodePort: receiverNodePort },
          ],
        },
      },
      inNamespace,
    );
    this.registerOutputs({});
  }
}
