import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fetch, type Response } from "undici";
import { outgoing } from "../../components/parts/outgoing.ts";
import type { Checksum } from "./checksum-list.ts";
import { DownloadError } from "./download-error.ts";

/** What a download must satisfy. */
export interface DownloadOptions {
  /** @default - not checked */
  readonly checksum?: Checksum;
  /** How often to try when the connection fails or the server has a passing fault; default 5. */
  readonly attempts?: number;
  /** Wait before another try in ms, doubled each time; default 1000. */
  readonly pause?: number;
  /** The longest wait in ms that a server may ask for with Retry-After; default 2 minutes. */
  readonly patience?: number;
  /** Length in ms of the window in which the speed is measured; default 20 s. */
  readonly window?: number;
  /** Least number of bytes in a window, the wait for the first byte included; default 64 KiB. */
  readonly leastBytes?: number;
  /** Told how far it is, in bytes; the total where the server says it. */
  readonly progress?: (received: number, total: number | undefined) => void;
  /** Told why it is tried again. */
  readonly retry?: (why: string) => void;
}

/**
 * Downloads `url` to `file`, which is there afterwards only when complete and right. What has
 * arrived of a download that broke off stays as `file.part`, and the next try goes on after it.
 * @throws DownloadError after the last attempt; at once when the server says that there is no such
 *   file, or when the checksum is wrong
 */
export async function download(
  url: string,
  file: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { attempts = 5, pause = 1000, patience = 120_000, checksum } = options;
  await mkdir(dirname(file), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const resumed = await fetchOnce(url, file, options);
      if (checksum !== undefined) {
        const digest = await digestOf(`${file}.part`, checksum.algorithm);
        if (digest !== checksum.digest.toLowerCase()) {
          await removePart(file);
          const name = checksum.algorithm === "sha1" ? "SHA-1" : "SHA-256";
          const why = `${name} is ${digest}, published is ${checksum.digest}`;
          // What an earlier run left may have been another file's.
          throw resumed ? new Error(why) : new DownloadError(url, why, true);
        }
      }
      await rename(`${file}.part`, file);
      await removePart(file);
      return;
    } catch (error) {
      if (error instanceof DownloadError) {
        throw error;
      }
      const why = error instanceof Error ? reason(error) : String(error);
      const asked = error instanceof Busy ? error.retryAfter : 0;
      if (asked > patience) {
        throw new DownloadError(url, `${why}; it asks to wait ${Math.ceil(asked / 1000)} s`);
      }
      if (attempt >= attempts) {
        throw new DownloadError(url, `${why} (tried ${attempts} times)`);
      }
      const wait = Math.max(pause * 2 ** (attempt - 1), asked);
      options.retry?.(`${why}; again in ${Math.ceil(wait / 1000)} s`);
      await sleep(wait);
    }
  }
}

/** The text of a small file, such as a list of checksums. Errors as in {@link download}. */
export async function downloadText(
  url: string,
  file: string,
  options: DownloadOptions = {},
): Promise<string> {
  await removePart(file);
  await download(url, file, { leastBytes: 1, ...options });
  return readFile(file, "utf8");
}

/** The server has too much to do. */
class Busy extends Error {
  /** How long it asks to wait, in ms. */
  readonly retryAfter: number;

  constructor(response: Response) {
    super(describeStatus(response));
    const asked = response.headers.get("retry-after") ?? "";
    const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
    this.retryAfter = Number.isFinite(wait) ? Math.max(0, wait) : 0;
  }
}

/** One try; what arrives is added to `file.part`. Says whether that was there before. */
async function fetchOnce(url: string, file: string, options: DownloadOptions): Promise<boolean> {
  const { window = 20_000, leastBytes = 64 * 1024, progress } = options;
  const dispatcher = outgoing(url);
  const abort = new AbortController();
  let inWindow = 0;
  let complete = false;
  const watch = setInterval(() => {
    if (inWindow < leastBytes && !complete) {
      abort.abort(new Error(`too slow: ${inWindow} bytes within ${window / 1000} s`));
    }
    inWindow = 0;
  }, window);
  try {
    const had = await partOf(file);
    const headers = had === undefined ? {} : { range: `bytes=${had.size}-`, "if-range": had.tag };
    const response = await fetch(url, { signal: abort.signal, dispatcher, headers });
    if (response.status === 416) {
      await removePart(file);
      throw new Error(describeStatus(response));
    }
    refuse(url, response);
    const resumed = response.status === 206 && had !== undefined;
    const start = resumed ? had.size : 0;
    await notePart(file, response.headers.get("etag"));
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    const total = Number.isNaN(length) ? undefined : start + length;
    const output = createWriteStream(`${file}.part`, { flags: resumed ? "a" : "w" });
    let received = start;
    try {
      for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
        inWindow += bytes.length;
        received += bytes.length;
        progress?.(received, total);
        if (!output.write(bytes)) {
          await once(output, "drain");
        }
      }
    } finally {
      complete = true;
      output.end();
      await finished(output);
    }
    return resumed;
  } finally {
    clearInterval(watch);
    await dispatcher.destroy();
  }
}

function refuse(url: string, response: Response): void {
  const { status } = response;
  if (status === 429 || status === 503) {
    throw new Busy(response);
  }
  if (status >= 400 && status < 500 && status !== 408) {
    throw new DownloadError(url, describeStatus(response));
  }
  if (!response.ok || response.body === null) {
    throw new Error(describeStatus(response));
  }
}

function describeStatus({ status, statusText }: Response): string {
  return `HTTP ${status} ${statusText}`.trim();
}

/** What an earlier try left, and the tag under which the server knows that very file. */
async function partOf(file: string): Promise<{ size: number; tag: string } | undefined> {
  try {
    const tag = await readFile(`${file}.part-tag`, "utf8");
    const { size } = await stat(`${file}.part`);
    return size === 0 || tag === "" ? undefined : { size, tag };
  } catch {
    return undefined;
  }
}

/** A weak tag does not say that bytes are the same: RFC 9110, section 13.1.5. */
async function notePart(file: string, tag: string | null): Promise<void> {
  await writeFile(`${file}.part-tag`, tag === null || tag.startsWith("W/") ? "" : tag);
}

async function removePart(file: string): Promise<void> {
  await rm(`${file}.part`, { force: true });
  await rm(`${file}.part-tag`, { force: true });
}

async function digestOf(file: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The message of an error, with that of its cause: fetch hides the reason there. */
export function reason(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`;
}
