import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link RepositoryWebhook} takes. */
export interface RepositoryWebhookArgs {
  /** Owner of the repository. A change replaces the webhook. */
  owner: pulumi.Input<string>;
  /** Name of the repository. A change replaces the webhook. */
  repository: pulumi.Input<string>;
  /** Where Gitea calls. Gitea's `[webhook] ALLOWED_HOST_LIST` must contain the host. */
  url: pulumi.Input<string>;
  /**
   * Signs each call (header X-Gitea-Signature, HMAC-SHA256 in hexadecimal); kept secret. Gitea
   * can neither show nor edit it: a change replaces the webhook.
   * @default - calls are not signed
   */
  secret?: pulumi.Input<string>;
  /** Sent as header Authorization; kept secret. @default - none */
  authorizationHeader?: pulumi.Input<string>;
  /** Gitea's names of events, such as `push`, `create`, `delete`, `pull_request`. @default ["push"] */
  events?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether events are delivered. @default true */
  active?: pulumi.Input<boolean>;
  /** Body and headers: `gitea`, `gogs`, `slack`, `discord` and others. A change replaces. @default "gitea" */
  type?: pulumi.Input<string>;
  /** @default "json" */
  contentType?: pulumi.Input<"json" | "form">;
  /** Glob for the branches of push, create and delete events. @default "" (all) */
  branchFilter?: pulumi.Input<string>;
}

/**
 * A call that Gitea makes when something happens in a repository.
 *
 * A webhook of the same type to the same URL that is already there is replaced by this one.
 * Import by `OWNER/REPOSITORY/NUMBER`.
 */
export class RepositoryWebhook extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly repository: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;
  declare readonly events: pulumi.Output<string[]>;
  declare readonly active: pulumi.Output<boolean>;
  declare readonly type: pulumi.Output<string>;
  declare readonly contentType: pulumi.Output<string>;
  declare readonly branchFilter: pulumi.Output<string>;
  /** Gitea's own number for the webhook. */
  declare readonly webhookId: pulumi.Output<number>;

  constructor(name: string, args: RepositoryWebhookArgs, opts?: pulumi.CustomResourceOptions) {
    const filledIn = ["events", "active", "type", "contentType", "branchFilter", "webhookId"];
    const secrets = {
      secret: args.secret === undefined ? undefined : pulumi.secret(args.secret),
      authorizationHeader:
        args.authorizationHeader === undefined
          ? undefined
          : pulumi.secret(args.authorizationHeader),
    };
    super(
      "gitea:index:RepositoryWebhook",
      name,
      withOutputs({ ...args, ...secrets }, ...filledIn),
      opts,
    );
  }
}
