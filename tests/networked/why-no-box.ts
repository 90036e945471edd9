import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../components/parts/cache.ts";
import { findSourceBuilt } from "./sites/source-built.ts";

/** Why this user cannot make a box, as a sentence; undefined where nothing speaks against it. */
export function lackOfRights(): string | undefined {
  if (process.platform !== "linux") {
    return `A box is made of Linux's namespaces, and this is ${process.platform}.`;
  }
  return process.getuid?.() === 0
    ? undefined
    : "A box has a network and a distribution of its own, which only root can make.";
}

/** Why no box can be made on this machine, as a sentence; undefined after everything was tried. */
export async function lackOfMeans(): Promise<string | undefined> {
  if (findSourceBuilt() === undefined) {
    return "A box serves what was built from source, and ./lab toolchain --from-source was not run here.";
  }
  const cache = join(cacheDirectory(), "networked");
  await mkdir(cache, { recursive: true });
  const script = join(import.meta.dirname, "machine", "probe.sh");
  const { failed, all } = await execa("bash", [script, cache], { reject: false, all: true });
  return failed ? `This machine does not allow what a box is made of: ${all}` : undefined;
}
