import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { gitIn, type Ref } from "./git.ts";

/**
 * Writes all refs of a bare repository into a Git bundle and reads back that they are in it; answers
 * its path. The name has a digest of the refs, so that what is saved already is not saved again.
 *
 * @throws when the bundle cannot be written, or does not hold every ref
 */
export async function writeBundle(
  repository: string,
  refs: readonly Ref[],
  { directory, title }: { directory: string; title: string },
): Promise<string> {
  const lines = refs.map(({ id, name }) => `${id} ${name}\n`).sort();
  const digest = createHash("sha256").update(lines.join("")).digest("hex").slice(0, 12);
  const path = join(directory, `${title}-${digest}.bundle`);
  if (existsSync(path)) {
    return path;
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  try {
    await gitIn(repository, "bundle", "create", "--quiet", part, "--all");
    const saved = new Set((await gitIn(repository, "bundle", "list-heads", part)).split("\n"));
    const missing = refs.filter(({ id, name }) => !saved.has(`${id} ${name}`));
    if (missing.length > 0) {
      throw new Error(`the bundle lacks ${missing.map(({ name }) => name).join(", ")}`);
    }
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return path;
}
