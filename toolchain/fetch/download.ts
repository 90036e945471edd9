import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { finished } from "node:stream/promises";
import { ToolchainError } from "../toolchain-error.ts";

/** What a download must satisfy. */
export interface DownloadOptions {
  /** Expected SHA-256, hexadecimal; default: not checked. */
  readonly sha256?: string;
  /** How often to try when the connection fails or the server has a passing fault; default 3. */
  readonly attempts?: number;
  /** Wait before another try in ms; default 1000. */
  readonly pause?: number;
  /** Length in ms of the window in which the speed is measured; default 20 s. */
  readonly window?: number;
  /** Least number of bytes in a window, the wait for the first byte included; default 64 KiB. */
  readonly leastBytes?: number;
}

/** A file could not be had, or is not what it should be. */
export class DownloadError extends ToolchainError {
  readonly url: string;
  /** What arrived is not what was published: never to be got around by another way. */
  readonly tampered: boolean;

  constructor(url: string, why: string, tampered = false) {
    super(`${url}: ${why}`);
    this.url = url;
    this.tampered = tampered;
  }
}

/**
 * Downloads `url` to `file`, which is there afterwards only when complete and right.
 * @throws DownloadError after the last attempt; at once when the server says that there is no such
 *   file, or when the checksum is wrong
 */
export async function download(
  url: string,
  file: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { attempts = 3, pause = 1000 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const digest = await fetchOnce(url, `${file}.part`, options);
      const { sha256 = digest } = options;
      if (digest !== sha256.toLowerCase()) {
        throw new DownloadError(url, `SHA-256 is ${digest}, published is ${sha256}`, true);
      }
      await rename(`${file}.part`, file);
      return;
    } catch (error) {
      await rm(`${file}.part`, { force: true });
      if (error instanceof DownloadError) {
        throw error;
      }
      if (attempt >= attempts) {
        const why = error instanceof Error ? reason(error) : String(error);
        throw new DownloadError(url, `${why} (tried ${String(attempts)} times)`);
      }
      await sleep(pause);
    }
  }
}

/** One try; returns the SHA-256 of what arrived. */
async function fetchOnce(url: string, file: string, options: DownloadOptions): Promise<string> {
  const { window = 20_000, leastBytes = 64 * 1024 } = options;
  const abort = new AbortController();
  let received = 0;
  let complete = false;
  const watch = setInterval(() => {
    if (received < leastBytes && !complete) {
      const seconds = String(window / 1000);
      abort.abort(new Error(`too slow: ${String(received)} bytes within ${seconds} s`));
    }
    received = 0;
  }, window);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      throw new DownloadError(url, `HTTP ${String(response.status)} ${response.statusText}`);
    }
    if (!response.ok || response.body === null) {
      throw new Error(`HTTP ${String(response.status)} ${response.statusText}`);
    }
    const hash = createHash("sha256");
    const output = createWriteStream(file);
    try {
      for await (const chunk of response.body) {
        const bytes = chunk as Uint8Array;
        received += bytes.length;
        hash.update(bytes);
        if (!output.write(bytes)) {
          await once(output, "drain");
        }
      }
    } finally {
      complete = true;
      output.end();
      await finished(output);
    }
    return hash.digest("hex");
  } finally {
    clearInterval(watch);
  }
}

/** The message of an error, with that of its cause: fetch hides the reason there. */
function reason(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`;
}
