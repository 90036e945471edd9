import { constants } from "node:fs";
import { access, copyFile, mkdtemp, open, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import type { Tool, VersionCommand } from "../versions.ts";

/**
 * Copies a tool's programs from PATH into `directory` if they are there, at the pinned version and
 * beside each other. Copies, so that a later upgrade of the user's changes nothing here.
 * @param except see {@link findOnPath}
 */
export async function copyFromPath(
  { programs, recognise }: Tool,
  directory: string,
  except: string,
): Promise<boolean> {
  const [first] = programs;
  if (recognise === undefined) {
    return false;
  }
  const found = await findOnPath(first, recognise, process.env["PATH"] ?? "", except);
  if (found === undefined || basename(found) !== first) {
    return false;
  }
  try {
    for (const program of programs) {
      await copyFile(join(dirname(found), program), join(directory, program));
    }
    return true;
  } catch {
    return false;
  }
}

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
