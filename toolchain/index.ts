import { ToolchainError } from "./toolchain-error.ts";
import { cacheDirectories } from "./cache/directories.ts";
import { findToolchain, type Toolchain } from "./toolchain.ts";

export { ensureToolchain } from "./ensure.ts";
export { pullImages } from "./docker/pull-images.ts";
export { describeToolchain, type ToolDescription } from "./describe.ts";
export { diskNeeded } from "./disk-needed.ts";
export { removeToolchain } from "./remove.ts";
export { ensureCommands, testCommands } from "./system/system-packages.ts";
export { ToolchainError } from "./toolchain-error.ts";
export type { Progress, Step } from "./progress.ts";
export type { PulumiPlugin, Toolchain } from "./toolchain.ts";

/**
 * The complete toolchain for this version of the project. Cheap: nothing is started or downloaded.
 * @throws ToolchainError when it is not there
 */
export function locateToolchain(): Toolchain {
  const cache = cacheDirectories();
  const found = findToolchain(cache);
  if (found === undefined) {
    throw new ToolchainError(
      `There is no complete toolchain in ${cache.toolchains}. Type: ./lab toolchain`,
    );
  }
  return found.toolchain;
}
