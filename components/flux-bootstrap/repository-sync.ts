import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata, fluxNamespace } from "./flux-namespace.ts";

/** What a {@link RepositorySync} is made from. */
export interface RepositorySyncArgs {
  /** The repository as the cluster knows it. */
  repositoryUrl: string;
  branch: string;
  /** Directory in it that is applied. */
  path: string;
  /** Of an account that may read the repository. */
  credential: { username: string; token: pulumi.Input<string> };
  /** How often Git and cluster are compared without a webhook, such as `3m`. */
  interval: string;
  /** What brings Flux's namespace; a component's own dependencies are not its children's. */
  namespace: pulumi.Resource;
  /** What brings Flux's kinds, and whatever else has to be there before the first fetch. */
  prerequisites: pulumi.Resource[];
  /** Of the objects made here. @default - none */
  labels?: Record<string, string> | undefined;
}

/** Makes Flux follow a repository: a read-only credential, a GitRepository and the root Kustomization. */
export class RepositorySync extends pulumi.ComponentResource {
  constructor(name: string, args: RepositorySyncArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:RepositorySync", name, {}, opts);
    const { username, token } = args.credential;
    const metadata = fluxMetadata(fluxNamespace, args.labels);
    const credential = new kubernetes.Secret(
      `${name}-credential`,
      { metadata, stringData: { username, password: token } },
      { parent: this, dependsOn: args.namespace },
    );
    const source = new kubernetes.CustomResource(
      `${name}-source`,
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata,
        spec: {
          interval: args.interval,
          url: args.repositoryUrl,
          ref: { branch: args.branch },
          secretRef: { name: metadata.name },
        },
      },
      { parent: this, dependsOn: [credential, ...args.prerequisites] },
    );
    new kubernetes.CustomResource(
      `${name}-sync`,
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata,
        spec: {
          interval: args.interval,
          path: args.path,
          prune: true,
          // Named, because locked controllers do nothing for who names none.
          serviceAccountName: "kustomize-controller",
          sourceRef: { kind: "GitRepository", name: metadata.name },
        },
      },
      { parent: this, dependsOn: source },
    );
    this.registerOutputs({});
  }
}
