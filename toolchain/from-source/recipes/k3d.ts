import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { tools } from "../../versions.ts";
import { onPathOr } from "../on-path.ts";
import { versions } from "../versions.ts";
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
export const k3d: Part = {
  id: "k3d",
  title: `k3d ${versions.k3d}`,
  version: versions.k3d,
  inputs: { program, goRecipe },
  files: [closureDirectory(program.module)],
  build: (context) =>
    onPathOr(tools.k3d, context, async (bin) => {
      const closure = await copyClosure(program.module, context);
      await buildGoProgram(program, closure, join(bin, "k3d"), context);
    }),
};
