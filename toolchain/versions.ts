/**
 * The tools of a lab: version, how to recognise it on PATH, and where its project releases it.
 * In an address `{arch}` stands for amd64 or arm64, `{x64}` for x64 or arm64.
 */

/** A file among a project's own releases. */
export interface ReleaseAsset {
  readonly url: string;
  /** Other places of the same file, for when the first one cannot be had. */
  readonly mirrors?: readonly string[];
  /**
   * SHA-256 of the file for each architecture, where a real figure is known here.
   * @default - the release's own list says it
   */
  readonly sha256?: Readonly<Partial<Record<"amd64" | "arm64", string>>>;
  /** The file of the same release that lists the checksum of each asset: SHA-256 or SHA-1. */
  readonly checksums: string;
  /** An archive holds the programs somewhere; otherwise the file is the program. */
  readonly archive: boolean;
}

/** How a tool on PATH says its version. */
export interface VersionCommand {
  readonly args: readonly string[];
  /** The output matches this exactly when the version is the pinned one. */
  readonly pattern: RegExp;
}

/** A tool that is found on PATH, fetched, or built. */
export interface Tool {
  /** What people call it. */
  readonly title: string;
  readonly version: string;
  /** Its programs. The first one says the version, and the others lie beside it. */
  readonly programs: readonly [string, ...string[]];
  /** @default - it is not looked for on PATH */
  readonly recognise?: VersionCommand;
  /** Started by Pulumi and by nobody else. @default false */
  readonly plugin?: boolean;
  readonly release: ReleaseAsset;
}

/** Versions of the tools, in both lanes. */
export const versions = {
  pulumi: "3.259.0",
  pulumiKubernetes: "4.25.0",
  pulumiDocker: "5.2.0",
  pulumiCommand: "1.2.1",
  k3d: "5.8.3",
  kubernetes: "1.34.4",
  flux: "2.9.5",
} as const;

const github = "https://github.com";
const pulumiSite = "https://get.pulumi.com/releases";

/** Names and layouts of assets are those of the projects' own release scripts. */
export const tools = {
  pulumi: {
    title: "Pulumi",
    version: versions.pulumi,
    programs: ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"],
    recognise: { args: ["version"], pattern: exactly(`v${versions.pulumi}`) },
    release: {
      url: `${github}/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-v${versions.pulumi}-linux-{x64}.tar.gz`,
      mirrors: [`${pulumiSite}/sdk/pulumi-v${versions.pulumi}-linux-{x64}.tar.gz`],
      checksums: `${github}/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-${versions.pulumi}-checksums.txt`,
      archive: true,
    },
  },
  pulumiKubernetes: pulumiPlugin("kubernetes", versions.pulumiKubernetes),
  pulumiDocker: pulumiPlugin("docker", versions.pulumiDocker),
  pulumiCommand: pulumiPlugin("command", versions.pulumiCommand),
  k3d: {
    title: "k3d",
    version: versions.k3d,
    programs: ["k3d"],
    recognise: { args: ["version"], pattern: exactly(`k3d version v${versions.k3d}`) },
    release: {
      url: `${github}/k3d-io/k3d/releases/download/v${versions.k3d}/k3d-linux-{arch}`,
      checksums: `${github}/k3d-io/k3d/releases/download/v${versions.k3d}/checksums.txt`,
      archive: false,
    },
  },
  kubectl: {
    title: "kubectl",
    version: versions.kubernetes,
    programs: ["kubectl"],
    recognise: {
      args: ["version", "--client"],
      pattern: exactly(`Client Version: v${versions.kubernetes}`),
    },
    release: {
      url: `https://dl.k8s.io/release/v${versions.kubernetes}/bin/linux/{arch}/kubectl`,
      checksums: `https://dl.k8s.io/release/v${versions.kubernetes}/bin/linux/{arch}/kubectl.sha256`,
      archive: false,
    },
  },
  flux: {
    title: "Flux",
    version: versions.flux,
    programs: ["flux"],
    recognise: { args: ["--version"], pattern: exactly(`flux version ${versions.flux}`) },
    release: {
      url: `${github}/fluxcd/flux2/releases/download/v${versions.flux}/flux_${versions.flux}_linux_{arch}.tar.gz`,
      checksums: `${github}/fluxcd/flux2/releases/download/v${versions.flux}/flux_${versions.flux}_checksums.txt`,
      archive: true,
    },
  },
} as const satisfies Record<string, Tool>;

function pulumiPlugin(name: string, version: string): Tool {
  const releases = `${github}/pulumi/pulumi-${name}/releases/download/v${version}`;
  const archive = `pulumi-resource-${name}-v${version}-linux-{arch}.tar.gz`;
  return {
    title: `Pulumi's ${name} plugin`,
    version,
    programs: [`pulumi-resource-${name}`],
    plugin: true,
    release: {
      url: `${releases}/${archive}`,
      // Where Pulumi itself looks for plugins.
      mirrors: [`${pulumiSite}/plugins/${archive}`],
      checksums: `${releases}/pulumi-${name}_${version}_checksums.txt`,
      archive: true,
    },
  };
}

/** A line that is `text`, nothing before or after it. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(".", "\\.")}$`, "m");
}
