import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link DeployKey} takes. Gitea edits nothing of a key: any change replaces it. */
export interface DeployKeyArgs {
  /** Owner of the repository. */
  owner: pulumi.Input<string>;
  /** Name of the repository. */
  repository: pulumi.Input<string>;
  /** Unique among the repository's keys. */
  title: pulumi.Input<string>;
  /**
   * Public key as in authorized_keys: `ssh-ed25519 AAAA... comment`.
   * @default - an ed25519 key pair is made, and its private half is a secret output
   */
  publicKey?: pulumi.Input<string>;
  /** Whether the key may only fetch. @default true */
  readOnly?: pulumi.Input<boolean>;
}

/**
 * An SSH key that opens one repository. Gitea refuses it when its SSH server is disabled.
 *
 * A key of that title that is already there is replaced. Import by `OWNER/REPOSITORY/NUMBER`.
 */
export class DeployKey extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly repository: pulumi.Output<string>;
  declare readonly title: pulumi.Output<string>;
  declare readonly readOnly: pulumi.Output<boolean>;
  /** As in authorized_keys. */
  declare readonly publicKey: pulumi.Output<string>;
  /** In OpenSSH's own format; secret. Undefined when the public key was given. */
  declare readonly privateKey: pulumi.Output<string | undefined>;
  /** Such as `SHA256:...`, without padding, as `ssh-keygen -l` prints it. */
  declare readonly fingerprint: pulumi.Output<string>;
  /** Gitea's own number for the key. */
  declare readonly keyId: pulumi.Output<number>;

  constructor(name: string, args: DeployKeyArgs, opts?: pulumi.CustomResourceOptions) {
    const filledIn = ["readOnly", "publicKey", "privateKey", "fingerprint", "keyId"];
    super("gitea:index:DeployKey", name, withOutputs(args, ...filledIn), opts);
  }
}
