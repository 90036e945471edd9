import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { nodeGarbageCollection } from "./tuning.ts";
import { clusterScript, slotOf } from "./k3d-cluster/scripts.ts";
import { runStdin } from "./script-on-stdin.ts";

/** What a {@link K3dCluster} is made from. */
export interface K3dClusterArgs {
  /** The name people use, and the name of its kubeconfig context. */
  clusterName: string;
  /** Begins the names of its Docker objects. */
  namePrefix: string;
  /** Docker network of the lab; must exist. */
  networkName: pulumi.Input<string>;
  /** Who it belongs to: labels of its node in Docker beside the one with the prefix. */
  identityLabels: pulumi.Input<{ label: string; value: string }[]>;
  /** Node image that Docker has or can pull. */
  nodeImage: string;
  /** Directory of image archives, mounted read-only into the node. @default - none: it pulls */
  imageArchives?: string | undefined;
  /** Directory of k3d and kubectl, looked at after PATH. @default - none */
  tools?: string | undefined;
  /** Ingress port of slot 0; a slot is a cluster's distance from it. */
  firstIngressPort: number;
  /** API port of slot 0. */
  firstApiPort: number;
  /** Slot to take when no other cluster has it; looked at on creation only. */
  preferredSlot: number;
}

/** One k3d cluster of one server, its API and its ingress on loopback. */
export class K3dCluster extends pulumi.ComponentResource {
  /** Content of a kubeconfig with one context named after the cluster; secret. */
  public readonly kubeconfig: pulumi.Output<string>;
  /** Changes only with what makes it another cluster; known in previews. */
  public readonly identifier: string;
  /** The name people use. */
  public readonly clusterName: string;
  /** Loopback port of the Kubernetes API. */
  public readonly apiPort: pulumi.Output<number>;
  /** Loopback port of the ingress. */
  public readonly ingressPort: pulumi.Output<number>;
  /** The node's name on the lab's network. */
  public readonly nodeName: string;
  /** Directory of k3d and kubectl, looked at after PATH; empty when there is none. */
  public readonly tools: string;
  /** What everything inside the cluster goes away with. */
  public readonly lifetime: pulumi.Resource;

  constructor(name: string, args: K3dClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:K3dCluster", name, {}, opts);
    const { clusterName, namePrefix, nodeImage, firstIngressPort, firstApiPort } = args;
    const k3dName = `${namePrefix}-${clusterName}`;
    this.identifier = identify(k3dName, nodeImage, firstIngressPort, firstApiPort);
    this.tools = args.tools ?? "";
    this.nodeName = `k3d-${k3dName}-server-0`;

    const cluster = new command.local.Command(
      `${name}-k3d`,
      {
        interpreter: ["bash", "-c"],
        create: runStdin("create"),
        delete: runStdin("delete"),
        stdin: clusterScript,
        environment: {
          CLUSTER: clusterName,
          K3D_CLUSTER: k3dName,
          LAB: namePrefix,
          IDENTITY_LABELS: pulumi
            .output(args.identityLabels)
            .apply((labels) => labels.map(({ label, value }) => `${label}=${value}\n`).join("")),
          NETWORK: args.networkName,
          NODE_IMAGE: nodeImage,
          NODE_ENVIRONMENT: nodeGarbageCollection,
          IMAGE_ARCHIVES: args.imageArchives ?? "",
          TOOLS: this.tools,
          FIRST_INGRESS_PORT: String(firstIngressPort),
          FIRST_API_PORT: String(firstApiPort),
          PREFERRED_SLOT: String(args.preferredSlot),
        },
        triggers: [this.identifier],
        logging: command.local.Logging.Stderr,
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        additionalSecretOutputs: ["stdout"],
        // Looked at on creation only: a cluster keeps its slot when its neighbours change, and its
        // mount and its tools when the toolchain does.
        ignoreChanges: [
          "environment.PREFERRED_SLOT",
          "environment.IMAGE_ARCHIVES",
          "environment.TOOLS",
        ],
        customTimeouts: { create: "6m", delete: "2m" },
      },
    );

    // The slot is no secret although it is printed beside one.
    const slot = pulumi.unsecret(cluster.stdout.apply(slotOf));
    this.kubeconfig = pulumi.secret(cluster.stdout);
    this.apiPort = slot.apply((distance) => firstApiPort + distance);
    this.ingressPort = slot.apply((distance) => firstIngressPort + distance);
    this.clusterName = clusterName;
    this.lifetime = cluster;
    this.registerOutputs({
      kubeconfig: this.kubeconfig,
      identifier: this.identifier,
      apiPort: this.apiPort,
      ingressPort: this.ingressPort,
      nodeName: this.nodeName,
    });
  }
}

// What an update cannot bring to a running cluster: labs from before this counted 1 are made anew.
const generation = 2;

/** The same text for as long as it may stay the same cluster. */
function identify(k3dName: string, ...creation: (string | number)[]): string {
  const text = JSON.stringify([k3dName, ...creation, generation]);
  const digest = createHash("sha256").update(text);
  return `${k3dName}-${digest.digest("hex").slice(0, 12)}`;
}
