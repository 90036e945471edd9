import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { PulumiPlugin } from "../toolchain/index.ts";

/**
 * Puts the plugins where the Pulumi CLI keeps what it has downloaded itself, in `pulumiHome`. The
 * directory of a plugin has to be a real one; the program in it may be a link.
 * Source: pulumi/pulumi sdk/go/common/workspace/plugins.go.
 */
export function linkPlugins(pulumiHome: string, plugins: readonly PulumiPlugin[]): void {
  for (const { name, version, program } of plugins) {
    const directory = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
    const link = join(directory, `pulumi-resource-${name}`);
    if (linkTarget(link) !== program) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      rmSync(link, { force: true });
      symlinkSync(program, link);
    }
  }
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? readlinkSync(path)
    : undefined;
}
