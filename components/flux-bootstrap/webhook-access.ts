import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata } from "./flux-namespace.ts";

/** What {@link WebhookAccess} is made from. */
export interface WebhookAccessArgs {
  /** IPv4 address of the Git server on the node's network. */
  address: pulumi.Input<string>;
  /** What brings Flux's namespace; a component's own dependencies are not its children's. */
  namespace: pulumi.Resource;
  /** Of the objects made here. @default - none */
  labels?: Record<string, string> | undefined;
}

/** Where notification-controller takes webhooks. Source: Flux's policy `allow-webhooks`. */
const webhookPort = 9292;

/**
 * Lets the Git server call notification-controller. Flux's own policy `allow-webhooks` lets pods
 * only, and the Git server is none: policies are enforced before the node puts its own address in
 * place of the caller's.
 */
export class WebhookAccess extends pulumi.ComponentResource {
  constructor(name: string, args: WebhookAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:WebhookAccess", name, {}, opts);
    new kubernetes.NetworkPolicy(
      `${name}-policy`,
      {
        metadata: fluxMetadata("allow-git-server", args.labels),
        spec: {
          podSelector: { matchLabels: { app: "notification-controller" } },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [{ ipBlock: { cidr: pulumi.interpolate`${args.address}/32` } }],
              ports: [{ port: webhookPort, protocol: "TCP" }],
            },
          ],
        },
      },
      { parent: this, dependsOn: args.namespace },
    );
    this.registerOutputs({});
  }
}
