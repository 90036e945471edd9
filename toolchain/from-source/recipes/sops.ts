import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { tools } from "../../versions.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "../go/go-program.ts";
import { onPathOr } from "../on-path.ts";
import { versions } from "../versions.ts";

const program = { module: "sops", package: "github.com/getsops/sops/v3/cmd/sops" } as const;

/** The sops command, which encrypts what goes into Git. */
export const sops: Part = {
  id: "sops",
  title: `SOPS ${versions.sops}`,
  version: versions.sops,
  inputs: { program, goRecipe },
  files: [closureDirectory(program.module)],
  build: (context) =>
    onPathOr(tools.sops, context, async (bin) => {
      const closure = await copyClosure(program.module, context);
      await buildGoProgram(program, closure, join(bin, "sops"), context);
    }),
};
