import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata, fluxNamespace } from "./flux-namespace.ts";

/** What {@link CommitStatuses} are made from. */
export interface CommitStatusesArgs {
  /** Begins the context of every status: `CLUSTER/KUSTOMIZATION`. */
  clusterName: string;
  /** The repository as the cluster knows it. */
  repositoryUrl: string;
  /** Of an account that may set statuses there. */
  token: pulumi.Input<string>;
  /** What brings Flux's namespace and kinds; a component's own dependencies are not its children's. */
  foundation: pulumi.Resource;
  /** Of the objects made here. @default - none */
  labels?: Record<string, string> | undefined;
}

const objectName = "commit-status";

/**
 * Makes Flux write to Gitea, on each commit, how every Kustomization of the cluster came out:
 * pending, success, or failure with the reason.
 */
export class CommitStatuses extends pulumi.ComponentResource {
  constructor(name: string, args: CommitStatusesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:CommitStatuses", name, {}, opts);
    const metadata = fluxMetadata(objectName, args.labels);
    const apiVersion = "notification.toolkit.fluxcd.io/v1beta3";
    const secret = new kubernetes.Secret(
      `${name}-token`,
      { metadata, stringData: { token: args.token } },
      { parent: this, dependsOn: args.foundation },
    );
    const provider = new kubernetes.CustomResource(
      `${name}-provider`,
      {
        apiVersion,
        kind: "Provider",
        metadata,
        spec: {
          type: "gitea",
          address: args.repositoryUrl.replace(/\.git$/, ""),
          secretRef: { name: objectName },
          // Without it the context ends in the Provider's random id.
          commitStatusExpr: `"${args.clusterName}/" + event.involvedObject.name`,
        },
      },
      { parent: this, dependsOn: secret },
    );
    new kubernetes.CustomResource(
      `${name}-alert`,
      {
        apiVersion,
        kind: "Alert",
        metadata,
        spec: {
          providerRef: { name: objectName },
          eventSeverity: "info",
          // Those follow the repository that the statuses are in; others' commits are not there.
          eventSources: [{ kind: "Kustomization", namespace: fluxNamespace, name: "*" }],
        },
      },
      { parent: this, dependsOn: provider },
    );
    this.registerOutputs({});
  }
}
