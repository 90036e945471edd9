import type { Chart, LabParts } from "./lab-parts.ts";

const fluxVersion = "2.9.5";
const fluxReleases = "https://github.com/fluxcd/flux2/releases/download";
const fluxApi = "https://api.github.com/repos/fluxcd/flux2/releases/tags";
const chartSite = "https://stefanprodan.github.io/podinfo";

/**
 * What a lab is made of on a machine that reaches the projects' own releases and image registries.
 * Versions go together: the manifests name the controllers' images, the charts name podinfo's.
 */
export const publicParts: LabParts = {
  images: {
    gitea: "gitea/gitea:1.24.6",
    node: "rancher/k3s:v1.34.4-k3s1",
    traefik: "traefik:v3.7.13",
  },
  charts: [
    podinfo("6.9.2"),
    podinfo("6.9.4", "23faaaf89a1ec4905345b9eb5124028770719985740ab9f917a476c37e6d3ee2"),
    podinfo("6.10.1"),
  ],
  fluxManifests: {
    url: `${fluxReleases}/v${fluxVersion}/install.yaml`,
    checksum: { githubRelease: `${fluxApi}/v${fluxVersion}` },
  },
};

/** A released chart; `sha256` where the figure is known here, else the chart site's index tells it. */
function podinfo(version: string, sha256?: string): Chart {
  return {
    name: "podinfo",
    version,
    url: `${chartSite}/podinfo-${version}.tgz`,
    checksum: sha256 === undefined ? { helmIndex: `${chartSite}/index.yaml` } : { sha256 },
  };
}
