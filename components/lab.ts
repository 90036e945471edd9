import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { ChartRegistry } from "./chart-registry.ts";
import { CommitStatusAccount } from "./commit-status-account.ts";
import { readFluxManifests } from "./flux-bootstrap/manifests.ts";
import { FluxCluster } from "./flux-cluster.ts";
import { GitOpsRepo } from "./gitops-repo.ts";
import { GiteaServer } from "./gitea-server.ts";
import { type LabParts, podinfoVersion } from "./lab-parts.ts";
import type { Settings } from "./settings.ts";
import { planTopology } from "./topologies.ts";
import type { RepositoryPlan } from "./topologies/topology.ts";

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

  constructor(name: string, { settings, parts }: LabArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:Lab", name, {}, opts);
    const image = settings.images.gitea ?? parts.images.gitea;
    this.server = new GiteaServer("gitea", { ...settings, image }, { parent: this });
    const provider = new gitea.Provider(
      "gitea",
      { baseUrl: this.server.url, ...this.server.administrator },
      { parent: this, deletedWith: this.server.data },
    );
    // Nothing inside Gitea is deleted piece by piece when all of it goes.
    const inGitea = { parent: this, provider, deletedWith: this.server.data };

    const { server } = this;
    const charts = new ChartRegistry("charts", { server, directory: parts.charts }, inGitea);
    const topology = planTopology(settings, {
      giteaUrl: server.internalUrl,
      chartRegistry: charts.url,
      podinfoVersion: podinfoVersion(settings, parts),
      traefikImage: parts.traefikImage,
    });
    const createRepository = (plan: RepositoryPlan) =>
      new GitOpsRepo(plan.resourceName, { ...plan, server }, inGitea);
    const platform = createRepository(topology.platform);
    const tenants = Object.fromEntries(
      topology.tenants.map(({ name: tenant, repository }) => [
        tenant,
        createRepository(repository),
      ]),
    );
    for (const [tenant, { developer }] of Object.entries(tenants)) {
      // What binds a tenant it may read, and ask to have changed.
      new gitea.RepositoryCollaborator(
        `${tenant}-reads-platform`,
        {
          ...{ owner: platform.owner, repository: platform.repository },
          ...{ username: developer.username, permission: "read" },
        },
        { ...inGitea, dependsOn: developer },
      );
    }
    const statusAccount = new CommitStatusAccount(
      // The same in every topology: it is one account whatever repository it writes to.
      "fleet-status",
      { server, repository: platform, username: "flux-status" },
      inGitea,
    );
    const lockdown = topology.tenants.length > 0;
    const manifests = readFluxManifests(parts.fluxManifests, { lockdown });
    const clusters = settings.clusters.map(
      (cluster, preferredSlot) =>
        new FluxCluster(
          cluster,
          { settings, parts, preferredSlot, server, platform, tenants, statusAccount, manifests },
          { parent: this, providers: { gitea: provider } },
        ),
    );

    this.platform = platform;
    this.clusters = Object.fromEntries(
      clusters.map(({ cluster, podinfoUrl }) => {
        const { clusterName, nodeName, ingressPort, apiPort } = cluster;
        return [clusterName, { context: clusterName, podinfoUrl, ingressPort, apiPort, nodeName }];
      }),
    );
    this.tenants = Object.fromEntries(
      Object.entries(tenants).map(([tenant, repository]) => [
        tenant,
        { repository, podinfoUrls: podinfoUrlsOf(tenant, clusters) },
      ]),
    );
    this.registerOutputs({
      server: this.server,
      platform: this.platform,
      clusters: this.clusters,
      tenants: this.tenants,
    });
  }
}

/** By cluster. */
function podinfoUrlsOf(
  tenant: string,
  clusters: readonly FluxCluster[],
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    clusters.flatMap(({ cluster, tenantPodinfoUrls }) => {
      const url = tenantPodinfoUrls[tenant];
      return url === undefined ? [] : [[cluster.clusterName, url]];
    }),
  );
}
