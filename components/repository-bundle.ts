import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { GiteaServer } from "./gitea-server.ts";

/** What a {@link RepositoryBundle} is made from. */
export interface RepositoryBundleArgs {
  server: GiteaServer;
  owner: pulumi.Input<string>;
  /** An output of the repository, so that this goes before it. */
  repository: pulumi.Input<string>;
  /** Whose commits are not worth saving. */
  seedEmail: string;
}

const saveScript = readFileSync(join(import.meta.dirname, "repository-bundle", "save.sh"), "utf8");

/**
 * Does nothing until it is deleted: then it saves people's commits in a repository as a Git bundle
 * in the state directory, and says where.
 */
export class RepositoryBundle extends pulumi.ComponentResource {
  constructor(name: string, args: RepositoryBundleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:RepositoryBundle", name, {}, opts);
    new command.local.Command(
      `${name}-bundle`,
      {
        interpreter: ["bash", "-c"],
        create: "true",
        update: "true",
        delete: saveScript,
        environment: {
          CONTAINER: args.server.containerName,
          OWNER: args.owner,
          REPOSITORY: args.repository,
          SEED_EMAIL: args.seedEmail,
        },
        logging: command.local.Logging.Stderr,
      },
      { parent: this, customTimeouts: { delete: "2m" } },
    );
    this.registerOutputs({});
  }
}
