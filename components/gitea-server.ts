import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { labAddresses } from "./gitea-server/addresses.ts";
import { ageKeyOf } from "./gitea-server/age-key.ts";
import { deriveSecret } from "./gitea-server/derived-secret.ts";
import { giteaEnvironment } from "./gitea-server/environment.ts";
import { runStdin } from "./script-on-stdin.ts";

/** What a {@link GiteaServer} is made from. */
export interface GiteaServerArgs {
  /** Name of the network; begins the names of container and volume. */
  namePrefix: string;
  /** Who it belongs to: labels beside the one with the prefix. */
  identityLabels: pulumi.Input<{ label: string; value: string }[]>;
  /** Image reference that Docker has or can pull. */
  image: string;
  /** Loopback port of the web pages, the API and Git over HTTP. */
  giteaPort: number;
  /** IPv4 subnet of the lab's network, in CIDR form. */
  networkSubnet: string;
}

/** A key pair of age; see {@link AgeKey}. */
export interface AgeKeyOutputs {
  /** Secret. */
  identity: pulumi.Output<string>;
  recipient: pulumi.Output<string>;
}

/** The account that the lab's own API calls use. */
export interface Administrator {
  username: string;
  password: pulumi.Output<string>;
}

const administratorScript = readFileSync(
  join(import.meta.dirname, "gitea-server", "administrator.sh"),
  "utf8",
);

/** Asks for /api/healthz without a client that one image has and another lacks. */
const healthProbe =
  "exec 3<>/dev/tcp/127.0.0.1/3000 && " +
  "printf 'GET /api/healthz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3";

/**
 * A Gitea server in Docker with the network of its lab: the container has a fixed address there and
 * the name `gitea`; the host reaches it on loopback only. Its data lies in a volume of its own.
 */
export class GiteaServer extends pulumi.ComponentResource {
  /** Base URL from the host. */
  public readonly url: pulumi.Output<string>;
  /** Base URL inside the lab's network, the same for every cluster. */
  public readonly internalUrl: string = "http://gitea:3000";
  /** The container's name in Docker. */
  public readonly containerName: string;
  /** The container's address in the lab's network. */
  public readonly address: string;
  /** The lab's network, known once it exists. */
  public readonly networkName: pulumi.Output<string>;
  /** The administrator. */
  public readonly administrator: Administrator;
  /** What everything inside Gitea goes away with. */
  public readonly data: docker.Volume;

  constructor(name: string, args: GiteaServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:GiteaServer", name, {}, opts);
    const { namePrefix, networkSubnet } = args;
    const addresses = labAddresses(networkSubnet);
    const labels = pulumi
      .output(args.identityLabels)
      .apply((identity) => [{ label: "fluxlab.lab", value: namePrefix }, ...identity]);
    const { gateway, dynamicRange: ipRange } = addresses;

    const network = new docker.Network(
      `${name}-network`,
      { name: namePrefix, ipamConfigs: [{ subnet: networkSubnet, gateway, ipRange }], labels },
      { parent: this, deleteBeforeReplace: true },
    );
    this.data = new docker.Volume(
      `${name}-data`,
      { name: `${namePrefix}-gitea`, labels },
      { parent: this, deleteBeforeReplace: true },
    );
    // keepLocally: the image is the toolchain's, not the lab's.
    const image = new docker.RemoteImage(
      `${name}-image`,
      { name: args.image, keepLocally: true },
      { parent: this },
    );
    this.containerName = `${namePrefix}-gitea`;
    const container = new docker.Container(
      `${name}-container`,
      {
        name: this.containerName,
        image: image.imageId,
        envs: giteaEnvironment({ networkSubnet }),
        ports: [{ internal: 3000, external: args.giteaPort, ip: "127.0.0.1" }],
        mounts: [{ type: "volume", source: this.data.name, target: "/data" }],
        // Without it every preview shows a difference: pulumi-docker#1272.
        networkMode: "bridge",
        networksAdvanced: [
          { name: network.name, aliases: ["gitea"], ipv4Address: addresses.gitea },
        ],
        labels,
        restart: "unless-stopped",
        healthcheck: {
          tests: ["CMD", "bash", "-c", healthProbe],
          interval: "1s",
          timeout: "5s",
          retries: 60,
        },
        wait: true,
        waitTimeout: 90,
        // Without it the plugin kills: what Gitea has queued in memory would be lost.
        destroyGraceSeconds: 10,
      },
      { parent: this, deleteBeforeReplace: true },
    );
    const username = "fluxlab";
    const account = new command.local.Command(
      `${name}-administrator`,
      {
        interpreter: ["bash", "-c"],
        create: runStdin(),
        stdin: administratorScript,
        // The account lives in the volume: a changed script or name must not make a new password.
        update: 'printf %s "$PULUMI_COMMAND_STDOUT"',
        environment: { CONTAINER: this.containerName, ADMINISTRATOR: username },
        triggers: [this.data.id],
        logging: command.local.Logging.None,
      },
      { parent: this, dependsOn: container, additionalSecretOutputs: ["stdout", "stderr"] },
    );

    this.address = addresses.gitea;
    this.networkName = network.name;
    this.administrator = { username, password: pulumi.secret(account.stdout) };
    this.url = account.id.apply(() => `http://127.0.0.1:${args.giteaPort}`);
    this.registerOutputs({
      url: this.url,
      internalUrl: this.internalUrl,
      address: this.address,
      networkName: this.networkName,
      administrator: this.administrator,
    });
  }

  /** A secret of the lab for one purpose, the same at every update; see {@link deriveSecret}. */
  public secretFor(purpose: string): pulumi.Output<string> {
    return pulumi.secret(this.administrator.password.apply((root) => deriveSecret(root, purpose)));
  }
  /** A key pair for one purpose, the same at every update. */
  public ageKeyFor(purpose: string): AgeKeyOutputs {
    const key = this.secretFor(`age/${purpose}`).apply(ageKeyOf);
    // It goes into Git for everybody to encrypt with.
    return { identity: key.identity, recipient: pulumi.unsecret(key.recipient) };
  }
}
