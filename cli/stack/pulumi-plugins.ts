import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiPlugin } from "../../toolchain/index.ts";
import { shellQuote } from "../terminal/shell-quote.ts";

/**
 * Puts a launcher of each plugin where the Pulumi CLI keeps what it has downloaded itself, in
 * `pulumiHome`. The directory of a plugin has to be a real one.
 * Source: pulumi/pulumi sdk/go/common/workspace/plugins.go.
 *
 * Temporary files of plugins stay there too: the Kubernetes plugin leaves a kubeconfig, with its
 * credential, at every run.
 */
export function placePlugins(pulumiHome: string, plugins: readonly PulumiPlugin[]): void {
  const temporary = join(pulumiHome, "tmp");
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  for (const { name, version, program } of plugins) {
    const directory = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
    const launcher = join(directory, `pulumi-resource-${name}`);
    const script = `#!/bin/sh\nTMPDIR=${shellQuote(temporary)} exec ${shellQuote(program)} "$@"\n`;
    if (!existsSync(launcher) || readFileSync(launcher, "utf8") !== script) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      rmSync(launcher, { force: true });
      writeFileSync(`${launcher}.new`, script, { mode: 0o700 });
      renameSync(`${launcher}.new`, launcher);
    }
  }
}
