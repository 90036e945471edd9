import { link, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { toolchainDirectories } from "../parts/part.ts";
import { partsFileName, recordName, type ToolchainRecord } from "../toolchain.ts";

/**
 * Makes a toolchain's directory of hard links to the files of parts. It appears by rename: there
 * completely or not at all.
 */
export async function assemble(
  directory: string,
  parts: readonly string[],
  record: ToolchainRecord,
  partsFile: object,
): Promise<void> {
  const making = `${directory}.making-${String(process.pid)}`;
  await rm(making, { recursive: true, force: true });
  for (const name of toolchainDirectories) {
    await mkdir(join(making, name), { recursive: true });
    for (const part of parts) {
      await linkTree(join(part, name), join(making, name));
    }
  }
  await writeJson(join(making, partsFileName), partsFile);
  await writeJson(join(making, recordName), record);
  await rm(directory, { recursive: true, force: true });
  await rename(making, directory);
}

async function writeJson(file: string, content: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function linkTree(from: string, to: string): Promise<void> {
  if (!existsSync(from)) {
    return;
  }
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await linkTree(source, target);
    } else {
      await link(source, target);
    }
  }
}
