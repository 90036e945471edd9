import * as docker from "@pulumi/docker";
import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { ChartRegistry } from "./chart-registry.ts";
import { CommitStatusAccount } from "./commit-status-account.ts";
import { FluxCluster } from "./flux-cluster.ts";
import { selectFluxManifests } from "./flux-bootstrap/manifests.ts";
import { GitOpsRepo } from "./gitops-repo.ts";
import { GiteaServer } from "./gitea-server.ts";
import { LabIdentity } from "./lab-identity.ts";
import type { FetchedParts } from "./parts/fetched-parts.ts";
import { podinfoVersion } from "./parts/podinfo-version.ts";
import { PeoplesWork, saveCommand } from "./peoples-work.ts";
import type { Settings } from "./settings.ts";
import { topologies } from "./topologies.ts";
import type { AppPlan, RepositoryPlan, Topology } from "./topologies/topology.ts";

/** What a {@link Lab} is made from. */
export interface LabArgs {
  settings: Settings;
  parts: FetchedParts;
  /** Where Docker listens. @default - DOCKER_HOST, else its own socket */
  dockerHost?: pulumi.Input<string> | undefined;
}

/** How to reach one cluster. */
export interface ClusterEndpoints {
  /** Context in the lab's kubeconfig. */
  context: string;
  ingressPort: pulumi.Output<number>;
  apiPort: pulumi.Output<number>;
  /** Name of the node on the lab's network. */
  nodeName: string;
}

/** A podinfo that every cluster has: how to release it, and where it answers. */
export interface AppEndpoints extends Omit<AppPlan, "hostIn"> {
  repository: GitOpsRepo;
  /** By cluster. */
  urls: Record<string, pulumi.Output<string>>;
}

/** Everything: the Git server with its repositories and charts, and the clusters that follow them. */
export class Lab extends pulumi.ComponentResource {
  public readonly server: GiteaServer;
  /** The repository that every cluster follows. */
  public readonly platform: GitOpsRepo;
  /** By name. */
  public readonly clusters: Record<string, ClusterEndpoints>;
  /** What each tenant's namespaces follow, by tenant; none where one team has all of it. */
  public readonly tenants: Record<string, GitOpsRepo>;
  /** Every podinfo that a release can change. */
  public readonly apps: AppEndpoints[];
  /** What secrets in Git are decrypted with: identities of age, by `OWNER/CLUSTER`. */
  public readonly decryptionKeys: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: LabArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:Lab", name, {}, opts);
    const { settings, parts } = args;
    const version = podinfoVersion(settings, parts);
    const dockerProvider = new docker.Provider(
      `${name}-docker`,
      { host: args.dockerHost },
      { parent: this },
    );
    const { labels: identityLabels } = new LabIdentity(`${name}-identity`, settings, {
      parent: this,
    });
    const server = new GiteaServer(
      `${name}-gitea`,
      { ...settings, identityLabels, image: settings.images.gitea ?? parts.images.gitea },
      { parent: this, providers: { docker: dockerProvider } },
    );
    const provider = new gitea.Provider(
      `${name}-gitea`,
      {
        baseUrl: server.url,
        ...server.administrator,
        beforeDelete: saveCommand(server.containerName),
      },
      { parent: this, deletedWith: server.data },
    );
    new PeoplesWork(`${name}-peoples-work`, { server }, { parent: this });
    // Nothing inside Gitea is deleted piece by piece when all of it goes.
    const inGitea = { parent: this, provider, deletedWith: server.data };
    const charts = new ChartRegistry(`${name}-charts`, { server, charts: parts.charts }, inGitea);
    const topology: Topology = topologies[settings.topology]({
      ...settings,
      giteaUrl: server.internalUrl,
      chartRegistry: charts.url,
      podinfoVersion: version,
      traefikImage: parts.images.traefik,
    });
    const createRepository = (plan: RepositoryPlan) => {
      const ownerElsewhere = plan.ownerElsewhere.map((other) => `${name}-${other}`);
      return new GitOpsRepo(
        `${name}-${plan.resourceName}`,
        { ...plan, ownerElsewhere, server },
        inGitea,
      );
    };
    const platform = createRepository(topology.platform);
    const tenants = Object.fromEntries(
      topology.tenants.map((tenant) => [tenant.name, createRepository(tenant.repository)]),
    );
    for (const [tenant, { developer }] of Object.entries(tenants)) {
      // What binds a tenant it may read, and ask to have changed.
      new gitea.RepositoryCollaborator(
        `${name}-${tenant}-reads-platform`,
        {
          ...{ owner: platform.owner, repository: platform.repository },
          ...{ username: developer.username, permission: "read" },
        },
        { ...inGitea, dependsOn: developer },
      );
    }
    const statusAccount = new CommitStatusAccount(
      // The same in every topology: it is one account whatever repository it writes to.
      `${name}-fleet-status`,
      { server, repository: platform, username: "flux-status" },
      inGitea,
    );
    const manifests = selectFluxManifests(parts.fluxManifests, topology);
    const shared = {
      settings,
      parts,
      identityLabels,
      server,
      platform,
      tenants,
      statusAccount,
      manifests,
    };
    const clusters = settings.clusters.map(
      (clusterName, preferredSlot) =>
        new FluxCluster(
          `${name}-${clusterName}`,
          { ...shared, clusterName, preferredSlot },
          { parent: this, providers: { gitea: provider } },
        ),
    );

    this.server = server;
    this.platform = platform;
    this.tenants = tenants;
    this.clusters = Object.fromEntries(
      clusters.map(({ cluster: { clusterName, nodeName, ingressPort, apiPort } }) => [
        clusterName,
        { context: clusterName, ingressPort, apiPort, nodeName },
      ]),
    );
    this.apps = topology.apps.map(({ hostIn, ...app }) => ({
      ...app,
      repository: (app.tenant === undefined ? undefined : tenants[app.tenant]) ?? platform,
      urls: Object.fromEntries(
        clusters.map(({ cluster: { clusterName, ingressPort } }) => [
          clusterName,
          pulumi.interpolate`http://${hostIn(clusterName)}.localhost:${ingressPort}`,
        ]),
      ),
    }));
    this.decryptionKeys = Object.fromEntries(
      [platform, ...Object.values(tenants)].flatMap(({ location, decryptionKeys }) =>
        Object.entries(decryptionKeys).map(([cluster, { identity }]) => [
          `${location.owner}/${cluster}`,
          identity,
        ]),
      ),
    );
    this.registerOutputs({
      server: this.server,
      platform: this.platform,
      tenants: this.tenants,
      clusters: this.clusters,
      apps: this.apps,
    });
  }
}
