import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata } from "./flux-namespace.ts";

/** What a {@link DecryptionKey} is made from. */
export interface DecryptionKeyArgs {
  /** Of age: `AGE-SECRET-KEY-1...`. */
  identity: pulumi.Input<string>;
  /** The namespace that the controllers are in. */
  namespace: kubernetes.Namespace;
  /** Of the Secret. @default - none */
  labels?: Record<string, string> | undefined;
}

/**
 * What Flux decrypts secrets from Git with: the Secret `sops-age`, which a Kustomization has to name.
 * Not the controller's flag `--sops-age-secret`: with it, every Kustomization of every namespace
 * decrypts with this key, also a tenant's.
 */
export class DecryptionKey extends pulumi.ComponentResource {
  constructor(name: string, args: DecryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:DecryptionKey", name, {}, opts);
    new kubernetes.Secret(
      `${name}-secret`,
      {
        metadata: fluxMetadata("sops-age", args.labels),
        // kustomize-controller takes every entry that ends like this.
        stringData: { "cluster.agekey": args.identity },
      },
      { parent: this, dependsOn: args.namespace },
    );
    this.registerOutputs({});
  }
}
