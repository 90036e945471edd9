import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import type { Reach } from "../../lanes/reachability.ts";
import { resolveTool } from "../../fetch/resolve.ts";
import { tools, versions } from "../../versions.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "../go/go-program.ts";

const program = {
  module: "k3d",
  package: "github.com/k3d-io/k3d/v5",
  // Without a version k3d looks for helper images with the tag `latest`.
  variables: {
    "github.com/k3d-io/k3d/v5/version.Version": `v${versions.k3d}`,
    "github.com/k3d-io/k3d/v5/version.K3sVersion": `v${versions.kubernetes}-k3s1`,
  },
} as const;

/** The k3d command. */
export function k3d(reach: Reach): Part {
  return {
    id: "k3d",
    title: `k3d ${versions.k3d}`,
    version: versions.k3d,
    inputs: { tool: tools.k3d.release, program, goRecipe, reach },
    files: [closureDirectory(program.module)],
    build: (context) =>
      resolveTool(tools.k3d, ["k3d"], reach, context, async (bin) => {
        const closure = await copyClosure(program.module, context);
        await buildGoProgram(program, closure, join(bin, "k3d"), context);
        return "source";
      }),
  };
}
