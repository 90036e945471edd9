import { copyFile, link, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import type { Reach } from "../../lanes/reachability.ts";
import { resolveTool } from "../../fetch/resolve.ts";
import { tools, versions } from "../../versions.ts";
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

/** kubectl; where there is no release it is Kubernetes called by that name. */
export function kubectl(reach: Reach): Part {
  return {
    id: "kubectl",
    title: `kubectl ${versions.kubernetes}`,
    version: versions.kubernetes,
    inputs: { tool: tools.kubectl.release, reach },
    dependencies: reach.releases ? [] : [kubernetes],
    build: (context) =>
      resolveTool(tools.kubectl, ["kubectl"], reach, context, async (bin) => {
        if (reach.releases) {
          const built = { ...context, directory: context.scratch };
          await kubernetes.build(built);
          await copyFile(join(context.scratch, "data", "kube"), join(bin, "kubectl"));
        } else {
          // A link: the program is 130 MB and the node image has another copy already.
          await mkdir(bin, { recursive: true });
          await link(join(context.part(kubernetes), "data", "kube"), join(bin, "kubectl"));
        }
        return "source";
      }),
  };
}
