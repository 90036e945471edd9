import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fetch } from "undici";
import { parse } from "yaml";
import { cacheDirectory } from "./cache.ts";
import { outgoing } from "./outgoing.ts";
import type { Checksum, SourceFile } from "./source-file.ts";

/** How long one answer may take, in ms: the largest file is some 700 KB. */
const limit = 30_000;

/**
 * Where the file is on this machine. One that is elsewhere is fetched once, checked, and kept in
 * the cache.
 *
 * @throws when it cannot be had, or is not what was published; the message names the address
 */
export async function localFile(source: SourceFile, env = process.env): Promise<string> {
  if ("file" in source) {
    return source.file;
  }
  const { url, checksum } = source;
  const of = createHash("sha256")
    .update(JSON.stringify([url, checksum]))
    .digest("hex");
  const directory = join(cacheDirectory(env), "files", of.slice(0, 16));
  const file = join(directory, basename(new URL(url).pathname));
  if (!existsSync(file)) {
    const [content, published] = await Promise.all([get(url), publishedSum(url, checksum)]);
    const found = createHash("sha256").update(content).digest("hex");
    if (found !== published) {
      throw new Error(`${url}: its SHA-256 is ${found}, published is ${published}`);
    }
    await mkdir(directory, { recursive: true });
    // By rename: another update may be reading, or writing the same.
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  }
  return file;
}

/** The text of a file, wherever it is. Errors as in {@link localFile}. */
export async function textOf(source: SourceFile): Promise<string> {
  return readFile(await localFile(source), "utf8");
}

async function publishedSum(url: string, checksum: Checksum): Promise<string> {
  if ("sha256" in checksum) {
    return checksum.sha256;
  }
  const list = "helmIndex" in checksum ? checksum.helmIndex : checksum.githubRelease;
  const text = (await get(list)).toString("utf8");
  const sum = "helmIndex" in checksum ? sumInHelmIndex(text, url) : sumInGithubRelease(text, url);
  if (sum === undefined) {
    throw new Error(`${list} has no SHA-256 of ${basename(new URL(url).pathname)}`);
  }
  return sum;
}

/** Source: Helm's documentation of chart repositories. */
export function sumInHelmIndex(text: string, url: string): string | undefined {
  const { entries } = parse(text) as {
    entries?: Record<string, { digest?: string; urls?: string[] }[]>;
  };
  const name = basename(new URL(url).pathname);
  return Object.values(entries ?? {})
    .flat()
    .find(({ urls }) => urls?.some((one) => basename(one) === name))?.digest;
}

/** Source: GitHub's REST API, "Get a release by tag name". */
export function sumInGithubRelease(text: string, url: string): string | undefined {
  const { assets } = JSON.parse(text) as {
    assets?: { browser_download_url: string; digest?: string | null }[];
  };
  const asset = assets?.find((one) => one.browser_download_url === url);
  return /^sha256:([0-9a-f]{64})$/.exec(asset?.digest ?? "")?.[1];
}

async function get(url: string): Promise<Buffer> {
  const dispatcher = outgoing(url);
  try {
    const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(limit) });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status} ${response.statusText}`);
    }
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${url} cannot be had: ${reasonOf(error)}`, { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

/** fetch hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
