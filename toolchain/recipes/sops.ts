import { join } from "node:path";
import type { Part } from "../part.ts";
import type { Reach } from "../reachability.ts";
import { resolveTool } from "../resolve.ts";
import { tools, versions } from "../versions.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "./go-program.ts";

const program = { module: "sops", package: "github.com/getsops/sops/v3/cmd/sops" } as const;

/** The sops command, which encrypts what goes into Git. */
export function sops(reach: Reach): Part {
  return {
    id: "sops",
    title: `SOPS ${versions.sops}`,
    version: versions.sops,
    inputs: { tool: tools.sops.release, program, goRecipe, reach },
    files: [closureDirectory(program.module)],
    build: (context) =>
      resolveTool(tools.sops, ["sops"], reach, context, async (bin) => {
        const closure = await copyClosure(program.module, context);
        await buildGoProgram(program, closure, join(bin, "sops"), context);
        return "source";
      }),
  };
}
