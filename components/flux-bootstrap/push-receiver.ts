import { createHash } from "node:crypto";
import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata, fluxNamespace } from "./flux-namespace.ts";
import { receiverName, receiverNodePort } from "./receiver.ts";

/** What a {@link PushReceiver} is made from. */
export interface PushReceiverArgs {
  /** What pushes are signed with. */
  webhookSecret: pulumi.Input<string>;
  /** What brings Flux's namespace; a component's own dependencies are not its children's. */
  namespace: pulumi.Resource;
  /** What brings Flux's kinds. */
  foundation: pulumi.Resource;
  /** Of the objects made here. @default - none */
  labels?: Record<string, string> | undefined;
}

/**
 * Makes Flux fetch as soon as somebody has pushed: a Receiver that knows signed webhooks, and the
 * node port that all Receivers of the cluster are reached at.
 */
export class PushReceiver extends pulumi.ComponentResource {
  constructor(name: string, args: PushReceiverArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:PushReceiver", name, {}, opts);
    const metadata = fluxMetadata(receiverName, args.labels);
    const { webhookSecret } = args;
    const digest = pulumi.unsecret(pulumi.output(webhookSecret).apply(shortDigest));
    const token = new kubernetes.Secret(
      `${name}-token`,
      { metadata, stringData: { token: webhookSecret } },
      { parent: this, dependsOn: args.namespace },
    );
    new kubernetes.CustomResource(
      name,
      {
        apiVersion: "notification.toolkit.fluxcd.io/v1",
        kind: "Receiver",
        metadata: {
          ...metadata,
          // Flux looks at the Secret every ten minutes only: this makes it look when that changes.
          annotations: { "reconcile.fluxcd.io/requestedAt": digest },
        },
        spec: {
          // Gitea signs like GitHub. Source: Flux's documentation of Receivers.
          type: "github",
          events: ["ping", "push"],
          secretRef: { name: metadata.name },
          resources: [{ kind: "GitRepository", name: fluxNamespace }],
        },
      },
      { parent: this, dependsOn: [args.foundation, token] },
    );
    new kubernetes.Service(
      `${name}-service`,
      {
        metadata: {
          ...fluxMetadata("receiver", args.labels),
          // The controller behind it comes up by itself, and nothing waits for it here.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          type: "NodePort",
          selector: { app: "notification-controller" },
          ports: [
            { name: "http", port: 80, targetPort: "http-webhook", nodePort: receiverNodePort },
          ],
        },
      },
      { parent: this, dependsOn: args.namespace },
    );
    this.registerOutputs({});
  }
}

/** Tells secrets apart and says nothing of them. */
function shortDigest(secret: string): string {
  return createHash("sha256").update(`receiver ${secret}`).digest("hex").slice(0, 12);
}
