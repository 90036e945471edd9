import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ToolchainError } from "../toolchain-error.ts";
import type { Lane, LaneName } from "./lane.ts";
import { releasedLane } from "./released.ts";

/**
 * The lane of that name.
 *
 * This is the only place that reaches toolchain/from-source, and it does so when that lane is asked
 * for: without that directory everything else works. `require` and not `import()`, because finding
 * a toolchain is something that callers do while they are loaded.
 *
 * @throws ToolchainError when this checkout has no such lane
 */
export function laneNamed(name: LaneName): Lane {
  if (name === "released") {
    return releasedLane;
  }
  const file = join(import.meta.dirname, "..", "from-source", "lane.ts");
  if (!existsSync(file)) {
    throw new ToolchainError(
      "This copy of the project cannot build from source: it has no " + file,
    );
  }
  const load = createRequire(import.meta.url);
  return (load("../from-source/lane.ts") as { sourceLane: Lane }).sourceLane;
}
