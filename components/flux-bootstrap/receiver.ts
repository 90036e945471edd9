import { createHash } from "node:crypto";

/** Name of every Receiver. */
export const receiverName = "gitea";

/** Port on the node where notification-controller takes webhooks; in Kubernetes' range for NodePorts. */
export const receiverNodePort = 30_292;

/**
 * The path that notification-controller serves a Receiver's webhook at.
 * Source: `GetWebhookPath` in notification-controller's api/v1/receiver_types.go.
 */
export function webhookPath(token: string, namespace: string): string {
  const digest = createHash("sha256").update(`${token}${receiverName}${namespace}`).digest("hex");
  return `/hook/${digest}`;
}

/** Where Gitea sends pushes, on the lab's network, for the Receiver in a namespace. */
export function webhookUrl(nodeName: string, token: string, namespace: string): string {
  return `http://${nodeName}:${receiverNodePort}${webhookPath(token, namespace)}`;
}
