import http from "node:http";
import type { EngineAddress } from "./engine-address.ts";

/** How long one request may take when the caller does not say, in milliseconds. */
const REQUEST_LIMIT_MS = 60_000;
/** The newest version of the API whose requests and answers this plugin knows. */
const NEWEST_API = 44;

/** What the Engine answered to a request that it did not carry out. */
export class DockerError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "DockerError";
    this.status = status;
  }
}

interface RequestOptions {
  query?: Record<string, string>;
  body?: unknown;
  /** Longest time for the whole request, in milliseconds. @default 60 000 */
  limit?: number;
  signal?: AbortSignal | undefined;
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

function messageOf(answer: Answer): string {
  const text = answer.body.toString("utf8").trim();
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}

/** The Docker Engine API over HTTP. Connects at the first request. */
export class DockerEngine {
  private readonly address: EngineAddress;
  private version: Promise<string> | undefined;

  constructor(address: EngineAddress) {
    this.address = address;
  }

  /** The answer as JSON. @throws DockerError unless the status is below 400 */
  async json<Result>(method: string, path: string, options: RequestOptions = {}): Promise<Result> {
    const body = await this.bytes(method, path, options);
    return (body.length === 0 ? {} : JSON.parse(body.toString("utf8"))) as Result;
  }

  /** As {@link json}; `undefined` when there is no such object. */
  async find<Result>(path: string): Promise<Result | undefined> {
    try {
      return await this.json<Result>("GET", path);
    } catch (thrown) {
      if (thrown instanceof DockerError && thrown.status === 404) {
        return undefined;
      }
      throw thrown;
    }
  }

  /** The answer as it came. @throws DockerError unless the status is below 400 */
  async bytes(method: string, path: string, options: RequestOptions = {}): Promise<Buffer> {
    this.version ??= this.negotiate();
    const prefix = await this.version.catch((error: unknown) => {
      // The next request may find Docker started.
      this.version = undefined;
      throw error;
    });
    const query = new URLSearchParams(options.query).toString();
    const target = `${prefix}${path}${query === "" ? "" : `?${query}`}`;
    const answer = await this.send(method, target, options);
    if (answer.status >= 400) {
      throw new DockerError(
        `Docker: ${messageOf(answer)} (${method} ${path}: ${String(answer.status)})`,
        answer.status,
      );
    }
    return answer.body;
  }

  /** Engines refuse versions older and newer than they know, so theirs is taken, up to ours. */
  private async negotiate(): Promise<string> {
    const { headers } = await this.send("GET", "/_ping", { limit: 10_000 });
    const offered = headers["api-version"];
    const minor = typeof offered === "string" ? Number(offered.split(".")[1]) : NEWEST_API;
    return `/v1.${String(Math.min(minor, NEWEST_API))}`;
  }

  private send(method: string, target: string, options: RequestOptions): Promise<Answer> {
    const { body, limit = REQUEST_LIMIT_MS, signal } = options;
    const expiry = AbortSignal.timeout(limit);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        reject(this.failure(error, method, target, expiry.aborted ? limit : undefined));
      };
      const request = http.request(
        {
          ...this.address.connection,
          method,
          path: target,
          agent: false,
          headers: payload === undefined ? {} : { "Content-Type": "application/json" },
          signal: signal === undefined ? expiry : AbortSignal.any([signal, expiry]),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", fail);
          response.on("end", () => {
            const { statusCode = 0, headers } = response;
            resolve({ status: statusCode, headers, body: Buffer.concat(chunks) });
          });
        },
      );
      request.on("error", fail);
      request.end(payload);
    });
  }

  private failure(error: Error, method: string, target: string, limit: number | undefined): Error {
    const request = `${method} ${target.split("?")[0] ?? target}`;
    if (limit !== undefined) {
      return new Error(
        `Docker at ${this.address.host} did not finish ${request} within ${String(limit / 1000)} s`,
      );
    }
    return new Error(
      `cannot reach Docker at ${this.address.host} (${request}: ${error.message}); ` +
        "is it running, and may this user use it? try: docker info",
    );
  }
}
