import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "../../parts/build-context.ts";
import { packLayer } from "../image/container-image.ts";
import type { Part } from "../../parts/part.ts";
import { ToolchainError } from "../../toolchain-error.ts";
import { versions } from "../versions.ts";

/** What the node image and the Gitea image need beyond a minimal Debian. */
const packages = [
  ...["ca-certificates", "conntrack", "containerd", "containernetworking-plugins", "curl"],
  ...["gettext-base", "git", "iproute2", "iptables", "kmod", "openssh-client", "openssl"],
  ...["procps", "runc", "s6", "socat"],
];

/** Paths that nothing in a container reads. */
const unneeded = [
  ...["usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian"],
  ...["var/cache", "var/lib/apt/lists", "var/log", "usr/bin/containerd-stress"],
];

/** Network plugins that the nodes use; there are a dozen more, of 3 to 9 MB each. */
const networkPlugins = new Set(["bridge", "host-local", "loopback", "portmap"]);

/** A small Debian as the lowest layer of images, and its files under `data/etc` for others. */
export const debian: Part = {
  id: "debian",
  title: `Debian ${versions.debian} as a base for images`,
  version: versions.debian,
  inputs: { packages, unneeded, networkPlugins: [...networkPlugins], revision: 1 },
  async build(context) {
    if (process.getuid?.() !== 0) {
      throw new ToolchainError("the base of the images is made by debootstrap, which needs root");
    }
    const root = join(context.scratch, "root");
    context.step.update("installing packages");
    await context.run("debootstrap", [
      "--variant=minbase",
      `--include=${packages.join(",")}`,
      versions.debian,
      root,
      ...(await mirror(context)),
    ]);
    await slim(root);
    const etc = join(context.directory, "data", "etc");
    await mkdir(etc, { recursive: true });
    for (const file of ["passwd", "group", "shadow", "ssl/certs/ca-certificates.crt"]) {
      await cp(join(root, "etc", file), join(etc, file.split("/").at(-1) ?? file));
    }
    context.step.update("packing");
    await packLayer(root, join(context.directory, "docker", "layers"), "kept");
    return "package";
  },
};

/** The mirror that this machine itself uses, if it has one; otherwise debootstrap knows one. */
async function mirror(context: BuildContext): Promise<string[]> {
  const format = ["--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"];
  const targets = await context.run("apt-get", ["indextargets", ...format]).catch(() => "");
  const own = targets.split("\n").find((line) => line.startsWith("Debian http"));
  return own === undefined ? [] : [own.slice("Debian ".length)];
}

async function slim(root: string): Promise<void> {
  for (const path of unneeded) {
    await rm(join(root, path), { recursive: true, force: true });
  }
  for (const directory of ["var/cache", "var/log"]) {
    await mkdir(join(root, directory));
  }
  const plugins = join(root, "usr", "lib", "cni");
  for (const name of await readdir(plugins)) {
    if (!networkPlugins.has(name)) {
      await rm(join(plugins, name));
    }
  }
}
