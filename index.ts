import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import { ChartRegistry } from "./components/chart-registry.ts";
import { FluxBootstrap } from "./components/flux-bootstrap.ts";
import { readFluxManifests } from "./components/flux-bootstrap/manifests.ts";
import { GitOpsRepo } from "./components/gitops-repo.ts";
import { GiteaServer } from "./components/gitea-server.ts";
import { K3dCluster } from "./components/k3d-cluster.ts";
import { RepositoryFollower } from "./components/repository-follower.ts";
import { readSettings } from "./components/settings.ts";
import { planTopology } from "./components/topologies.ts";
import { locateToolchain } from "./toolchain/index.ts";

const settings = await readSettings();
const toolchain = locateToolchain();

const image = settings.images.gitea ?? toolchain.images.gitea;
const server = new GiteaServer("gitea", { ...settings, image });
const provider = new gitea.Provider("gitea", { baseUrl: server.url, ...server.administrator });
// Nothing inside Gitea is deleted piece by piece when all of it goes.
const inGitea = { provider, deletedWith: server.data };
const charts = new ChartRegistry("charts", { server, archives: toolchain.charts }, inGitea);

const { platform: plan } = planTopology(settings, {
  chartRegistry: charts.url,
  podinfoVersion: settings.versions.podinfo ?? toolchain.podinfoVersion,
  traefikImage: toolchain.traefikImage,
});
const platform = new GitOpsRepo(plan.repository, { ...plan, server }, inGitea);
const manifests = readFluxManifests(toolchain.fluxManifests);

const labClusters = settings.clusters.map((clusterName, preferredSlot) => {
  const cluster = new K3dCluster(clusterName, {
    ...settings,
    clusterName,
    networkName: server.networkName,
    nodeImage: settings.images.node ?? toolchain.images.node,
    imageArchives: toolchain.imageArchives,
    preferredSlot,
  });
  const follower = new RepositoryFollower(
    clusterName,
    { server, repository: platform, username: `flux-${clusterName}`, nodeName: cluster.nodeName },
    inGitea,
  );
  new FluxBootstrap(
    clusterName,
    {
      ...settings,
      cluster,
      manifests,
      server,
      repository: platform,
      path: `./clusters/${clusterName}`,
      follower,
    },
    { deletedWith: cluster.lifetime },
  );
  return cluster;
});

// What people and the CLI look up with `pulumi stack output`.
export const { namePrefix, topology } = settings;
export const network = server.networkName;
export const giteaUrl = server.url;
export const giteaAdministrator = pulumi.secret(server.administrator);
export const developer = pulumi.secret(platform.developer.credential);
export const repositories = { [plan.repository]: platform.location };
export const clusters = Object.fromEntries(
  labClusters.map(({ clusterName, ingressPort, apiPort, nodeName }) => {
    const podinfoUrl = pulumi.interpolate`http://podinfo.${clusterName}.localhost:${ingressPort}`;
    return [clusterName, { context: clusterName, podinfoUrl, ingressPort, apiPort, nodeName }];
  }),
);
