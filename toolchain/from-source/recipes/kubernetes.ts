import { link } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { tools } from "../../versions.ts";
import { onPathOr } from "../on-path.ts";
import { versions } from "../versions.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "../go/go-program.ts";

const versionPackage = "k8s.io/component-base/version";
const [major, minor] = versions.kubernetes.split(".");

const program = {
  module: "kube",
  package: ".",
  variables: {
    [`${versionPackage}.gitVersion`]: `v${versions.kubernetes}`,
    [`${versionPackage}.gitMajor`]: major ?? "",
    [`${versionPackage}.gitMinor`]: minor ?? "",
    [`${versionPackage}.gitTreeState`]: "clean",
  },
} as const;

/** All of Kubernetes as one program `data/kube`, which is what it is called as. */
export const kubernetes: Part = {
  id: "kubernetes",
  title: `Kubernetes ${versions.kubernetes}`,
  version: versions.kubernetes,
  inputs: { program, goRecipe },
  files: [closureDirectory(program.module)],
  async build(context) {
    const closure = await copyClosure(program.module, context);
    await buildGoProgram(program, closure, join(context.directory, "data", "kube"), context);
    return "source";
  },
};

/** kubectl: Kubernetes called by that name. */
export const kubectl: Part = {
  id: "kubectl",
  title: `kubectl ${versions.kubernetes}`,
  version: versions.kubernetes,
  inputs: { revision: 1 },
  dependencies: [kubernetes],
  build: (context) =>
    onPathOr(tools.kubectl, context, async (bin) => {
      // A link: the program is 130 MB and the node image has another copy already.
      await link(join(context.part(kubernetes), "data", "kube"), join(bin, "kubectl"));
    }),
};
