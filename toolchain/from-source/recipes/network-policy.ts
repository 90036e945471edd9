import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { versions } from "../versions.ts";
import { debian } from "./debian.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "../go/go-program.ts";
import { layersOf } from "../image/keep-image.ts";

const program = { module: "kube-router", package: "." } as const;

/** kube-router's network policy controller, `data/kube-router`: what enforces NetworkPolicy. */
export const kubeRouter: Part = {
  id: "kube-router",
  title: `kube-router ${versions.kubeRouter}`,
  version: versions.kubeRouter,
  inputs: { program, goRecipe },
  files: [closureDirectory(program.module)],
  async build(context) {
    const closure = await copyClosure(program.module, context);
    await buildGoProgram(program, closure, join(context.directory, "data", "kube-router"), context);
    return "source";
  },
};

const debianPackage = "ipset";

/**
 * What kube-router calls, as a tree `data/root` to put on top of {@link debian}. It is not in that
 * part: all images stand on it, and only the node needs this.
 */
export const ipset: Part = {
  id: "ipset",
  title: "ipset for network policies",
  version: versions.debian,
  inputs: { debianPackage, revision: 1 },
  dependencies: [debian],
  async build(context) {
    const root = join(context.scratch, "root");
    await mkdir(root);
    for (const layer of await layersOf(context.part(debian))) {
      await context.run("tar", ["-C", root, "-xf", layer.file]);
    }
    const apt = async (...args: string[]): Promise<string> =>
      context.run("chroot", [root, "apt-get", "--yes", ...args]);
    await apt("update");
    await apt("install", "--no-install-recommends", "--download-only", debianPackage);
    const archives = join("var", "cache", "apt", "archives");
    for (const name of await readdir(join(root, archives))) {
      if (name.endsWith(".deb")) {
        await context.run("chroot", [root, "dpkg-deb", "-x", join("/", archives, name), "/tree"]);
      }
    }
    for (const directory of ["sbin", "lib"]) {
      await cp(
        join(root, "tree", "usr", directory),
        join(context.directory, "data", "root", "usr", directory),
        { recursive: true, verbatimSymlinks: true },
      );
    }
    return "package";
  },
};
