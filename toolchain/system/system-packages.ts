import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Progress } from "../progress.ts";
import { askToInstall, type Consent } from "./consent.ts";
import { run } from "./run.ts";
import { ToolchainError } from "../toolchain-error.ts";

/** Commands, each with the Debian packages that bring it. */
export type NeededCommands = Readonly<Record<string, readonly string[]>>;

/** What a lab uses of the system once its tools are there. */
export const labCommands: NeededCommands = {
  bash: ["bash"],
  flock: ["util-linux"],
  git: ["git"],
};

/** What this project's own checks use, by their kind. */
export const testCommands = {
  static: { shellcheck: ["shellcheck"] },
  unit: {},
  e2e: { chromium: ["chromium"] },
  networked: {
    debootstrap: ["debootstrap"],
    ip: ["iproute2"],
    openssl: ["openssl"],
    unshare: ["util-linux"],
  },
} satisfies Record<string, NeededCommands>;

/** The Debian packages for those commands that are not on the search path. */
export function missingPackages(needed: NeededCommands, searchPath: string): string[] {
  const directories = searchPath.split(delimiter);
  return Object.entries(needed)
    .filter(([name]) => !directories.some((directory) => existsSync(join(directory, name))))
    .flatMap(([, packages]) => packages)
    .sort();
}

/**
 * Makes sure that commands are there: as root on Debian their packages are installed, after a question.
 * @throws ToolchainError with the command to type where that is not possible
 */
export async function ensureCommands(
  needed: NeededCommands,
  progress: Progress,
  consent: Consent = { yes: false },
): Promise<void> {
  const missing = missingPackages(needed, process.env["PATH"] ?? "");
  if (missing.length === 0) {
    return;
  }
  await installPackages(missing, progress, consent);
}

/** Installs Debian packages after a question, or says how. */
export async function installPackages(
  packages: readonly string[],
  progress: Progress,
  consent: Consent,
): Promise<void> {
  const list = packages.join(" ");
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    const how = existsSync("/usr/bin/apt-get")
      ? `Type: sudo apt-get update && sudo apt-get install --yes ${list}`
      : `Install what Debian calls ${list}`;
    throw new ToolchainError(`These packages are needed and not installed: ${list}. ${how}`);
  }
  await askToInstall(packages, consent);
  const step = progress.step(`install ${list}`);
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "--quiet"], { env });
    const flags = ["install", "--yes", "--quiet", "--no-install-recommends"];
    await run("apt-get", [...flags, ...packages], { env });
    step.done();
  } catch (error) {
    step.fail("apt-get failed");
    throw error;
  }
}
