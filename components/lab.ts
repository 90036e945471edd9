import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { ChartRegistry } from "./chart-registry.ts";
import { CommitStatusAccount } from "./commit-status-account.ts";
import { FluxBootstrap } from "./flux-bootstrap.ts";
import { type FluxManifests, readFluxManifests } from "./flux-bootstrap/manifests.ts";
import { GitOpsRepo } from "./gitops-repo.ts";
import { GiteaServer } from "./gitea-server.ts";
import { K3dCluster } from "./k3d-cluster.ts";
import { RepositoryFollower } from "./repository-follower.ts";
import type { Settings } from "./settings.ts";
import { describeProblem } from "./settings/schema.ts";
import { TenantCredential } from "./tenant-credential.ts";
import { planTopology } from "./topologies.ts";
import type { RepositoryPlan } from "./topologies/topology.ts";

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
  /** Where the cluster's own podinfo answers; undefined where only tenants have one. */
  podinfoUrl: pulumi.Output<string> | undefined;
  ingressPort: pulumi.Output<number>;
  apiPort: pulumi.Output<number>;
  /** Name of the node on the lab's network. */
  nodeName: string;
}

/** Somebody who shares the clusters with others. */
export interface TenantEndpoints {
  repository: GitOpsRepo;
  /** Where its podinfo answers, by cluster. */
  podinfoUrls: Record<string, pulumi.Output<string>>;
}

/** Everything: the Git server with its repositories and charts, and the clusters that follow them. */
export class Lab extends pulumi.ComponentResource {
  public readonly server: GiteaServer;
  /** The repository that every cluster follows. */
  public readonly platform: GitOpsRepo;
  /** By name. */
  public readonly clusters: Record<string, ClusterEndpoints>;
  /** By name; none where one team has all of it. */
  public readonly tenants: Record<string, TenantEndpoints>;

  readonly #settings: Settings;
  readonly #parts: LabParts;
  readonly #manifests: FluxManifests;
  readonly #statusAccount: CommitStatusAccount;
  readonly #inGitea: pulumi.ComponentResourceOptions;

  constructor(name: string, { settings, parts }: LabArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:Lab", name, {}, opts);
    this.#settings = settings;
    this.#parts = parts;
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
    const { platform, tenants } = planTopology(settings, {
      giteaUrl: server.internalUrl,
      chartRegistry: charts.url,
      podinfoVersion: podinfoVersion(settings, parts),
      traefikImage: parts.traefikImage,
    });
    this.#manifests = readFluxManifests(parts.fluxManifests, { lockdown: tenants.length > 0 });
    this.platform = this.#createRepository(platform);
    this.tenants = Object.fromEntries(
      tenants.map(({ name: tenant, repository }) => [
        tenant,
        { repository: this.#createRepository(repository), podinfoUrls: {} },
      ]),
    );
    this.#statusAccount = new CommitStatusAccount(
      // The same in every topology: it is one account whatever repository it writes to.
      "fleet-status",
      { server, repository: this.platform, username: "flux-status" },
      this.#inGitea,
    );
    this.clusters = Object.fromEntries(
      settings.clusters.map((cluster, slot) => [cluster, this.#createCluster(cluster, slot)]),
    );
    this.registerOutputs({
      server: this.server,
      platform: this.platform,
      clusters: this.clusters,
      tenants: this.tenants,
    });
  }

  #createRepository(plan: RepositoryPlan): GitOpsRepo {
    return new GitOpsRepo(plan.resourceName, { ...plan, server: this.server }, this.#inGitea);
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
      { server, repository, username: `flux-${clusterName}`, nodeName, namespace: "flux-system" },
      this.#inGitea,
    );
    const flux = new FluxBootstrap(
      clusterName,
      {
        ...this.#settings,
        cluster,
        server,
        repository,
        follower,
        statusAccount: this.#statusAccount,
        manifests: this.#manifests,
        path: `./clusters/${clusterName}`,
      },
      { parent: this, deletedWith: cluster.lifetime },
    );
    const urlOf = (host: string) => pulumi.interpolate`http://${host}.localhost:${ingressPort}`;
    for (const [tenant, { repository: apps, podinfoUrls }] of Object.entries(this.tenants)) {
      this.#letFollow(cluster, flux, tenant, apps);
      podinfoUrls[clusterName] = urlOf(`podinfo.${tenant}.${clusterName}`);
    }
    const isShared = Object.keys(this.tenants).length > 0;
    const podinfoUrl = isShared ? undefined : urlOf(`podinfo.${clusterName}`);
    return { context: clusterName, podinfoUrl, ingressPort, apiPort, nodeName };
  }

  /** Lets a cluster follow a tenant's repository, as soon as the platform repository says so too. */
  #letFollow(
    cluster: K3dCluster,
    flux: FluxBootstrap,
    tenant: string,
    repository: GitOpsRepo,
  ): void {
    const { clusterName, nodeName } = cluster;
    const { server } = this;
    // An underscore is in no name of a cluster or tenant: no two pairs can be taken for each other.
    const pair = `${clusterName}_${tenant}`;
    const follower = new RepositoryFollower(
      pair,
      { server, repository, username: pair, nodeName, namespace: tenant },
      this.#inGitea,
    );
    new TenantCredential(
      pair,
      { tenant, flux, follower, labels: this.#settings.labels },
      { parent: this, deletedWith: cluster.lifetime },
    );
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
