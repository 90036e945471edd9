import { copyFile, link, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { madeOnce } from "../made-once.ts";
import { builtPodinfo, laterPodinfos, released, releasedUnder } from "./released.ts";
import { readSourceBuilt, type SourceBuilt } from "./source-built.ts";

/** Where the machines of the box have the language host that was built from source. */
export const languageHostPlace = "/usr/local/libexec/nodejs-language-host";

/** What starts the plugins that are this checkout's own. */
const wrappers = join(
  ...[import.meta.dirname, "..", "..", "..", "toolchain", "from-source", "wrappers"],
);

const arch = process.arch === "x64" ? "amd64" : process.arch;

/**
 * A directory HOST/PATH of everything that is downloaded, in the form in which its project publishes
 * it: names, layout of archives, form of checksum files. Made once for each toolchain.
 */
export async function releaseAssets(built: SourceBuilt, cache: string): Promise<string> {
  const make = async (root: string): Promise<void> => {
    await packPulumi(built, root);
    await packPlugins(built, root);
    await packPrograms(built, root);
    await packFlux(built, root);
    await packCharts(built, root);
  };
  return madeOnce({ cache, kind: "assets", key: `${built.key}-4`, make });
}

/** The directory of a release's assets on GitHub, below `root`. */
function githubRelease(root: string, repository: string, tag: string): string {
  return join(root, "github.com", repository, "releases", "download", tag);
}

/** Pulumi wraps its programs in a directory and lists SHA-256 sums. */
async function packPulumi({ directory }: SourceBuilt, root: string): Promise<void> {
  const version = released.pulumi;
  const release = githubRelease(root, "pulumi/pulumi", `v${version}`);
  const archive = `pulumi-v${version}-linux-${process.arch}.tar.gz`;
  const bin = join(directory, "bin");
  const host = `#!/bin/sh
# The host that can be built from source is older than the CLI, and takes Pulumi.yaml's options as flags.
exec ${languageHostPlace} -typescript=false -nodeargs "$(sed -n 's/^ *nodeargs: *//p' Pulumi.yaml)" "$@"
`;
  await pack(join(release, archive), async (content) => {
    const wrapped = join(content, "pulumi");
    await place(join(bin, "pulumi"), join(wrapped, "pulumi"));
    const dynamic = "pulumi-resource-pulumi-nodejs";
    await place(join(bin, dynamic), join(wrapped, dynamic));
    await writeFile(join(wrapped, "pulumi-language-nodejs"), host, { mode: 0o755 });
    // Also there in the real archive, and of no use here.
    for (const other of ["pulumi-language-python-exec", "pulumi-resource-pulumi-python"]) {
      await writeFile(join(wrapped, other), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    }
    return ["pulumi"];
  });
  await listSums(release, `pulumi-${version}-checksums.txt`, [archive], "sha256");
}

/**
 * Plugins: the program at the root of the archive. The one of docker is published by other means: its
 * archive names everything with `./`, and the list has SHA-1 sums, of names with `./` too.
 */
async function packPlugins({ directory }: SourceBuilt, root: string): Promise<void> {
  const plugins = {
    kubernetes: released.pulumiKubernetes,
    command: released.pulumiCommand,
    docker: released.pulumiDocker,
  };
  for (const [name, version] of Object.entries(plugins)) {
    const release = githubRelease(root, `pulumi/pulumi-${name}`, `v${version}`);
    const program = `pulumi-resource-${name}`;
    const archive = `${program}-v${version}-linux-${arch}.tar.gz`;
    await pack(join(release, archive), async (content) => {
      const from = name === "kubernetes" ? join(directory, "plugins") : wrappers;
      await place(join(from, program), join(content, program));
      await writeFile(join(content, "LICENSE"), "The licence stands here.\n");
      await writeFile(join(content, "README.md"), "The readme stands here.\n");
      return name === "docker" ? ["."] : ["LICENSE", "README.md", program];
    });
    const list = `pulumi-${name}_${version}_checksums.txt`;
    await (name === "docker"
      ? listSums(release, list, [archive], "sha1", "./")
      : listSums(release, list, [archive], "sha256"));
    // Where the CLI looks besides.
    const other = join(root, "get.pulumi.com", "releases", "plugins", archive);
    await place(join(release, archive), other);
  }
}

/** k3d, sops and kubectl are published as they are. */
async function packPrograms({ directory }: SourceBuilt, root: string): Promise<void> {
  const k3d = githubRelease(root, "k3d-io/k3d", `v${released.k3d}`);
  await place(join(directory, "bin", "k3d"), join(k3d, `k3d-linux-${arch}`));
  await listSums(k3d, "checksums.txt", [`k3d-linux-${arch}`], "sha256", "_dist/");

  const sops = githubRelease(root, "getsops/sops", `v${released.sops}`);
  const program = `sops-v${released.sops}.linux.${arch}`;
  await place(join(directory, "bin", "sops"), join(sops, program));
  await listSums(sops, `sops-v${released.sops}.checksums.txt`, [program], "sha256");

  const release = join("release", `v${released.kubernetes}`, "bin", "linux", arch);
  const kubectl = join(root, "dl.k8s.io", release, "kubectl");
  await place(join(directory, "bin", "kubectl"), kubectl);
  await writeFile(`${kubectl}.sha256`, await fileSum(kubectl, "sha256"));
}

/** The archive holds the program alone; the manifests lie beside it. */
async function packFlux(built: SourceBuilt, root: string): Promise<void> {
  const version = released.flux;
  const release = githubRelease(root, "fluxcd/flux2", `v${version}`);
  const archive = `flux_${version}_linux_${arch}.tar.gz`;
  await pack(join(release, archive), async (content) => {
    await place(join(built.directory, "bin", "flux"), join(content, "flux"));
    return ["flux"];
  });
  let manifests = readSourceBuilt(built, "manifests", "flux-install.yaml");
  for (const [reference, other] of Object.entries(releasedUnder)) {
    manifests = manifests.replaceAll(other, reference);
  }
  await writeFile(join(release, "install.yaml"), manifests);
  const listed = [archive, "install.yaml"];
  await listSums(release, `flux_${version}_checksums.txt`, listed, "sha256");
}

/** podinfo's charts, and the index of their site. */
async function packCharts({ directory }: SourceBuilt, root: string): Promise<void> {
  const site = join(root, "stefanprodan.github.io", "podinfo");
  const first = join(directory, "charts", `podinfo-${builtPodinfo.version}.tgz`);
  await place(first, join(site, `podinfo-${builtPodinfo.version}.tgz`));
  for (const version of laterPodinfos) {
    await pack(join(site, `podinfo-${version}.tgz`), async (content) => {
      await execa("tar", ["-xzf", first, "-C", content]);
      for (const name of ["Chart.yaml", "values.yaml"]) {
        const file = join(content, "podinfo", name);
        const text = await readFile(file, "utf8");
        await writeFile(file, text.replaceAll(builtPodinfo.version, version));
      }
      return ["podinfo"];
    });
  }
  const entries = [];
  for (const version of [...laterPodinfos].reverse().concat(builtPodinfo.version as never)) {
    const name = `podinfo-${version}.tgz`;
    entries.push({
      apiVersion: "v1",
      name: "podinfo",
      version,
      appVersion: version,
      created: "2026-01-01T00:00:00Z",
      digest: await fileSum(join(site, name), "sha256"),
      urls: [`https://stefanprodan.github.io/podinfo/${name}`],
    });
  }
  const index = {
    apiVersion: "v1",
    entries: { podinfo: entries },
    generated: "2026-01-01T00:00:00Z",
  };
  // JSON is YAML as well.
  await writeFile(join(site, "index.yaml"), JSON.stringify(index, undefined, 2));
}

/** Packs what `fill` puts into a directory, the members that it names. */
async function pack(
  file: string,
  fill: (content: string) => Promise<readonly string[]>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const content = await mkdtemp(`${file}.content-`);
  try {
    const members = await fill(content);
    const owner = ["--owner=0", "--group=0"];
    // Quickly: nobody measures the size.
    const compress = ["--use-compress-program=gzip -1"];
    await execa("tar", [...compress, ...owner, "-C", content, "-cf", file, ...members]);
  } finally {
    await rm(content, { recursive: true });
  }
}

/** Puts a file elsewhere, without copying it where that is possible. */
async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(() => copyFile(from, to));
}

/** Writes a list of sums, with `before` before each name. */
async function listSums(
  directory: string,
  list: string,
  names: readonly string[],
  algorithm: "sha256" | "sha1",
  before = "",
): Promise<void> {
  const lines = [];
  for (const name of names) {
    lines.push(`${await fileSum(join(directory, name), algorithm)}  ${before}${basename(name)}\n`);
  }
  await writeFile(join(directory, list), lines.join(""));
}

/** The checksum of a file, hexadecimal. */
export async function fileSum(file: string, algorithm: "sha256" | "sha1"): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
