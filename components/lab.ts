import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { ChartRegistry } from "./chart-registry.ts";
import { FluxBootstrap } from "./flux-bootstrap.ts";
import { type FluxManifests, readFluxManifests } from "./flux-bootstrap/manifests.ts";
import { GitOpsRepo } from "./gitops-repo.ts";
import { GiteaServer } from "./gitea-server.ts";
import { K3dCluster } from "./k3d-cluster.ts";
import { RepositoryFollower } from "./repository-follower.ts";
import type { Settings } from "./settings.ts";
import { describeProblem } from "./settings/schema.ts";
import { planTopology } from "./topologies.ts";

/** The parts that the toolchain has brought here. */
export interface LabParts {
  /** Image references that Docker has. */
  images: { gitea: string; node: string };
  /** Directory of the image archives that every node imports. */
  imageArchives: string;
  /** Directory of chart archives, `NAME-VERSION.tgz`. */
  charts: string;
  /** File with Flux's install manifests. */
  fluxManifests: string;
  /** The versions of podinfo that there are charts and images of; the first is what seeds name. */
  podinfoVersions: readonly string[];
  traefikImage: string;
}

/** What a {@link Lab} is made from. */
export interface LabArgs {
  settings: Settings;
  parts: LabParts;
}

/** How to reach one cluster. */
export interface ClusterEndpoints {
  /** Context in the lab's kubeconfig. */
  context: string;
  podinfoUrl: pulumi.Output<string>;
  ingressPort: pulumi.Output<number>;
  apiPort: pulumi.Output<number>;
  /** Name of the node on the lab's network. */
  nodeName: string;
}

/** Everything: the Git server with its repositories and charts, and the clusters that follow them. */
export class Lab extends pulumi.ComponentResource {
  public readonly server: GiteaServer;
  /** The repository that every cluster follows. */
  public readonly platform: GitOpsRepo;
  /** By name. */
  public readonly clusters: Record<string, ClusterEndpoints>;

  readonly #settings: Settings;
  readonly #parts: LabParts;
  readonly #manifests: FluxManifests;
  readonly #inGitea: pulumi.ComponentResourceOptions;

  constructor(name: string, { settings, parts }: LabArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:Lab", name, {}, opts);
    this.#settings = settings;
    this.#parts = parts;
    this.#manifests = readFluxManifests(parts.fluxManifests);
    const image = settings.images.gitea ?? parts.images.gitea;
    this.server = new GiteaServer("gitea", { ...settings, image }, { parent: this });
    const provider = new gitea.Provider(
      "gitea",
      { baseUrl: this.server.url, ...this.server.administrator },
      { parent: this, deletedWith: this.server.data },
    );
    // Nothing inside Gitea is deleted piece by piece when all of it goes.
    this.#inGitea = { parent: this, provider, deletedWith: this.server.data };

    const { server } = this;
    const charts = new ChartRegistry("charts", { server, directory: parts.charts }, this.#inGitea);
    const { platform } = planTopology(settings, {
      chartRegistry: charts.url,
      podinfoVersion: podinfoVersion(settings, parts),
      traefikImage: parts.traefikImage,
    });
    this.platform = new GitOpsRepo(platform.repository, { ...platform, server }, this.#inGitea);
    this.clusters = Object.fromEntries(
      settings.clusters.map((cluster, slot) => [cluster, this.#createCluster(cluster, slot)]),
    );
    this.registerOutputs({
      server: this.server,
      platform: this.platform,
      clusters: this.clusters,
    });
  }

  #createCluster(clusterName: string, preferredSlot: number): ClusterEndpoints {
    const cluster = new K3dCluster(
      clusterName,
      {
        ...this.#settings,
        clusterName,
        networkName: this.server.networkName,
        nodeImage: this.#settings.images.node ?? this.#parts.images.node,
        imageArchives: this.#parts.imageArchives,
        preferredSlot,
      },
      { parent: this },
    );
    const { nodeName, ingressPort, apiPort } = cluster;
    const { server, platform: repository } = this;
    const follower = new RepositoryFollower(
      clusterName,
      { server, repository, username: `flux-${clusterName}`, nodeName },
      this.#inGitea,
    );
    new FluxBootstrap(
      clusterName,
      {
        ...this.#settings,
        cluster,
        server,
        repository,
        follower,
        manifests: this.#manifests,
        path: `./clusters/${clusterName}`,
      },
      { parent: this, deletedWith: cluster.lifetime },
    );
    const podinfoUrl = pulumi.interpolate`http://podinfo.${clusterName}.localhost:${ingressPort}`;
    return { context: clusterName, podinfoUrl, ingressPort, apiPort, nodeName };
  }
}

/** @throws pulumi.RunError when the setting names a version that there is no chart of */
function podinfoVersion(settings: Settings, { podinfoVersions }: LabParts): string {
  const version = settings.versions.podinfo ?? podinfoVersions[0];
  if (version === undefined || !podinfoVersions.includes(version)) {
    const allowed = podinfoVersions.join(", ");
    throw new pulumi.RunError(
      describeProblem("versions", settings.versions, `the toolchain has podinfo ${allowed}`),
    );
  }
  return version;
}
