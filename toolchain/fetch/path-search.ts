import { constants } from "node:fs";
import { access, mkdtemp, open, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { VersionCommand } from "../versions.ts";

/**
 * Finds `name` on the search path at the pinned version.
 * Only real programs count: what a version manager puts there is a script that may lead elsewhere
 * tomorrow. Directories under `except` (our own toolchains) do not count either.
 * @returns the path with links resolved, or undefined
 */
export async function findOnPath(
  name: string,
  recognise: VersionCommand,
  searchPath: string,
  except: string,
): Promise<string | undefined> {
  for (const directory of searchPath.split(delimiter)) {
    const path = await realpath(join(directory, name)).catch(() => undefined);
    if (path === undefined || path.startsWith(except) || !(await isProgram(path))) {
      continue;
    }
    // A later directory is not looked at: what the user gets by typing the name is what counts.
    return recognise.pattern.test(await sayVersion(path, recognise)) ? path : undefined;
  }
  return undefined;
}

/** What the program prints, empty when it fails. Some write logs into the home directory even then. */
async function sayVersion(path: string, { args }: VersionCommand): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "fluxlab-version-"));
  const env = { HOME: home, PULUMI_HOME: home };
  const said = await execa(path, args, { env, timeout: 10_000, reject: false, all: true });
  await rm(home, { recursive: true, force: true });
  return said.failed ? "" : said.all;
}

/** Whether the file is executable and in the format of Linux programs. */
async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.toString("latin1") === "\x7fELF";
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
