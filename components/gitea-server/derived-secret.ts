import { createHmac } from "node:crypto";

/**
 * A secret of 43 URL-safe characters for one purpose, always the same for the same root. The lab has
 * one random secret, made by Gitea's server with its administrator; every other comes from it, so
 * that none needs a plugin of its own and none changes between updates.
 */
export function deriveSecret(root: string, purpose: string): string {
  return createHmac("sha256", root).update(`fluxlab/${purpose}`).digest("base64url");
}
