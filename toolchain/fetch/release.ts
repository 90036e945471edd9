import { createReadStream } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { createGunzip } from "node:zlib";
import { execa } from "execa";
import { ToolchainError } from "../toolchain-error.ts";
import type { ReleaseAsset, Tool } from "../versions.ts";
import { type Checksum, findChecksum } from "./checksum-list.ts";
import { download, downloadText, type DownloadOptions } from "./download.ts";
import { DownloadError } from "./download-error.ts";

/** The architecture as most projects call it: amd64 or arm64. */
export function architecture(arch: string = process.arch): string {
  return arch === "x64" ? "amd64" : arch;
}

/** The address of an asset for a machine. */
export function assetUrl(template: string, arch: string = process.arch): string {
  return template.replaceAll("{arch}", architecture(arch)).replaceAll("{x64}", arch);
}

/**
 * Fetches a tool's release, checks it and puts its programs into `directory`.
 * @param downloads directory in which what has arrived stays for the next try
 * @throws DownloadError when it cannot be had, or is not what its project published
 */
export async function fetchRelease(
  tool: Tool,
  directory: string,
  downloads: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { release, programs } = tool;
  const url = assetUrl(release.url);
  const kept = join(downloads, `${programs[0]}-${tool.version}`);
  const checksum = await publishedChecksum(release, url, join(kept, "checksums"), options);
  const file = join(kept, basename(new URL(url).pathname));
  const places = [url, ...(release.mirrors ?? []).map((mirror) => assetUrl(mirror))];
  await downloadFrom(places, file, { ...options, checksum });
  await mkdir(directory, { recursive: true });
  if (release.archive) {
    const unpacked = join(kept, "unpacked");
    await unpack(url, file, unpacked);
    await takePrograms(url, programs, unpacked, directory);
  } else {
    await rename(file, join(directory, programs[0]));
  }
  for (const program of programs) {
    await chmod(join(directory, program), 0o755);
  }
  await rm(kept, { recursive: true, force: true });
}

async function publishedChecksum(
  release: ReleaseAsset,
  url: string,
  file: string,
  options: DownloadOptions,
): Promise<Checksum> {
  const digest = release.sha256?.[architecture() as "amd64" | "arm64"];
  if (digest !== undefined) {
    return { algorithm: "sha256", digest };
  }
  const list = assetUrl(release.checksums);
  const name = basename(new URL(url).pathname);
  const { retry } = options;
  const quiet = { ...options, progress: () => undefined, ...(retry && { retry }) };
  const checksum = findChecksum(await downloadText(list, file, quiet), name);
  if (checksum === undefined) {
    throw new DownloadError(url, `${list} has no SHA-256 or SHA-1 of ${name}`);
  }
  return checksum;
}

/** The first place that has it; one that has something else ends it. */
async function downloadFrom(
  places: readonly string[],
  file: string,
  options: DownloadOptions,
): Promise<void> {
  const problems: string[] = [];
  for (const place of places) {
    try {
      await download(place, file, options);
      return;
    } catch (error) {
      if (!(error instanceof DownloadError) || error.tampered) {
        throw error;
      }
      problems.push(error.message);
      options.retry?.(error.message);
    }
  }
  throw new ToolchainError(problems.join("\n"));
}

async function unpack(url: string, archive: string, directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const content = createReadStream(archive).pipe(createGunzip());
  try {
    await execa("tar", ["-x", "--no-same-owner", "-f", "-", "-C", directory], { input: content });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new DownloadError(url, `cannot be unpacked: ${stderr || message}`);
  }
}

/** Moves programs out of an archive, wherever in it they are. */
async function takePrograms(
  url: string,
  programs: readonly string[],
  unpacked: string,
  directory: string,
): Promise<void> {
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const program of programs) {
    const found = files.find(({ name }) => name === program);
    if (found === undefined) {
      const names = files.map(({ name }) => name).join(", ");
      throw new DownloadError(url, `the archive has no ${program}, only ${names}`);
    }
    await rename(join(found.parentPath, found.name), join(directory, program));
  }
}
