import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { download, DownloadError } from "./download.ts";
import { run } from "./run.ts";
import type { ReleaseAsset } from "./versions.ts";

/** The address of an asset for this machine. */
export function assetUrl(template: string): string {
  return template
    .replaceAll("{arch}", process.arch === "x64" ? "amd64" : process.arch)
    .replaceAll("{x64}", process.arch);
}

/**
 * The SHA-256 that a checksum file gives for `name`: a line "digest  name", where the name may have
 * directories or a `*` before it, or a file that is nothing but the digest.
 */
export function findChecksum(text: string, name: string): string | undefined {
  const alone = /^[0-9a-f]{64}$/i.exec(text.trim())?.[0];
  const listed = text
    .split("\n")
    .map((line) => /^([0-9a-f]{64})\s+\*?(\S+)$/i.exec(line.trim()))
    .find((match) => match?.[2] !== undefined && basename(match[2]) === name)?.[1];
  return (alone ?? listed)?.toLowerCase();
}

/**
 * Fetches a release asset, checks it and puts its programs into `directory`.
 * @throws DownloadError when it cannot be had, or is not what its project published
 */
export async function fetchRelease(
  asset: ReleaseAsset,
  directory: string,
  scratch: string,
): Promise<void> {
  const url = assetUrl(asset.url);
  const name = basename(new URL(url).pathname);
  const list = join(scratch, "checksums");
  await download(assetUrl(asset.checksums), list);
  const sha256 = findChecksum(await readFile(list, "utf8"), name);
  if (sha256 === undefined) {
    throw new DownloadError(url, `${assetUrl(asset.checksums)} has no checksum of ${name}`);
  }
  const file = join(scratch, name);
  await download(url, file, { sha256 });
  await mkdir(directory, { recursive: true });
  if (asset.members === "itself") {
    const program = join(directory, name.replace(/(-v[\d.]+)?[.-]linux[.-](amd64|arm64)$/, ""));
    await rename(file, program);
    await chmod(program, 0o755);
    return;
  }
  const members = [...asset.members];
  const strip = String((members[0] ?? "").split("/").length - 1);
  await run("tar", ["-xzf", file, "-C", directory, `--strip-components=${strip}`, ...members]);
  await rm(file);
}
