import * as kubernetes from "./kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import type { FluxBootstrap } from "./flux-bootstrap.ts";
import type { RepositoryFollower } from "./repository-follower.ts";

/** What a {@link TenantCredential} is made from. */
export interface TenantCredentialArgs {
  tenant: string;
  /** The Flux that follows the tenant's repository. */
  flux: FluxBootstrap;
  /** What it reads the repository with, and what webhooks are signed with. */
  follower: RepositoryFollower;
  /** age's identity that its secrets are decrypted with. @default - none are */
  decryptionKey?: pulumi.Output<string> | undefined;
  /** Labels of the Secret. @default - none */
  labels?: Record<string, string>;
}

/**
 * What one cluster needs to follow one tenant's repository, as a Secret in Flux's own namespace. The
 * platform repository says what becomes of it: Flux fills its values into what it makes of
 * `tenants/NAME`. So everything in the tenant's namespace comes from Git, and no credential is in Git.
 */
export class TenantCredential extends pulumi.ComponentResource {
  constructor(name: string, args: TenantCredentialArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:TenantCredential", name, {}, opts);
    const { tenant, flux, follower, decryptionKey, labels } = args;
    const { username, token } = follower.account;
    new kubernetes.Secret(
      `${name}-credential`,
      {
        metadata: {
          name: `tenant-${tenant}`,
          namespace: flux.namespace.metadata.name,
          labels: {
            "app.kubernetes.io/managed-by": "fluxlab",
            // kustomize-controller reconciles at once what is filled in from it.
            "reconcile.fluxcd.io/watch": "Enabled",
            ...labels,
          },
        },
        // Encoded twice, since Secrets in Git take base64 under `data`.
        stringData: {
          git_username: encode(username),
          git_token: token.apply(encode),
          webhook_token: follower.webhookSecret.apply(encode),
          ...(decryptionKey && { age_key: decryptionKey.apply(encode) }),
        },
      },
      { parent: this, provider: flux.provider },
    );
    this.registerOutputs({});
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
