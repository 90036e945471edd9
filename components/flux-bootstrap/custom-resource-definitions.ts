import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { K3dCluster } from "../k3d-cluster.ts";

/** What {@link CustomResourceDefinitions} are made from. */
export interface CustomResourceDefinitionsArgs {
  cluster: K3dCluster;
  /** YAML documents; empty only in a preview. */
  definitions: string;
}

const script = readFileSync(join(import.meta.dirname, "custom-resource-definitions.sh"), "utf8");

/**
 * Flux's kinds in one cluster; they go with it. A command applies them: as resources of the
 * Kubernetes provider they would be two thirds of the state, all of which Pulumi writes at every
 * step. It prints what it left there, which is how `./lab up` sees that somebody has changed them.
 */
export class CustomResourceDefinitions extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, definitions }: CustomResourceDefinitionsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("fluxlab:components:CustomResourceDefinitions", name, {}, opts);
    new command.local.Command(
      name,
      {
        interpreter: ["bash", "-c"],
        create: script,
        // A tenth of the text, and one string instead of a tree of thousands.
        stdin: gzipSync(definitions, { level: 9 }).toString("base64"),
        environment: { CLUSTER: cluster.clusterName, TOOLS: cluster.tools },
        // Another cluster has none of them.
        triggers: [cluster.identifier],
        logging: command.local.Logging.Stderr,
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        dependsOn: cluster.lifetime,
        ignoreChanges: ["environment.TOOLS"],
        customTimeouts: { create: "2m", update: "2m" },
      },
    );
    this.registerOutputs({});
  }
}
