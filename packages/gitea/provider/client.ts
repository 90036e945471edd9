import type { Connection } from "./connection.ts";
import { GiteaError, GiteaUnreachableError } from "./gitea-error.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The most entries asked for at once; Gitea's own maximum by default ([api] MAX_RESPONSE_ITEMS). */
const PAGE_SIZE = 50;

/** Renamed repositories of renamed owners need two. */
const REDIRECTS = 5;

/** Requests to one Gitea server as one user. Paths start with `/api`; their parts come from {@link path}. */
export class Client {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Who signs in; undefined when a token does. */
  readonly username: string | undefined;
  /** See {@link Connection}. */
  readonly beforeDelete: string | undefined;
  readonly #authorization: string;
  readonly #timeout: number;

  /** `timeout`: limit for each request, in milliseconds. */
  constructor(connection: Connection, timeout = 30_000) {
    this.baseUrl = connection.baseUrl;
    this.username = connection.username;
    this.beforeDelete = connection.beforeDelete;
    this.#authorization = connection.authorization;
    this.#timeout = timeout;
  }

  /** What Gitea answers, or undefined when it answers that there is no such thing. */
  async find(path: string): Promise<unknown> {
    return unlessAbsent(this.send("GET", path));
  }

  /** Every entry of a paged list, or undefined when Gitea answers that there is no such thing. */
  async findAll(path: string): Promise<unknown[] | undefined> {
    const all: unknown[] = [];
    for (let page = 1; ; page++) {
      const entries = await this.find(`${path}?page=${page}&limit=${PAGE_SIZE}`);
      if (!Array.isArray(entries)) {
        return page === 1 ? undefined : all;
      }
      all.push(...(entries as unknown[]));
      if (entries.length < PAGE_SIZE) {
        return all;
      }
    }
  }

  /** Sends JSON, or bytes as they are. Throws {@link GiteaError} or {@link GiteaUnreachableError}. */
  async send(method: Method, path: string, body?: object): Promise<unknown> {
    const { status, text } = await this.#exchange(method, path, body);
    if (status >= 400) {
      throw new GiteaError(method, path, status, reasonOf(text));
    }
    return text === "" ? undefined : parse(text);
  }

  /** Deletes, or finds it already gone. */
  async delete(path: string): Promise<void> {
    await unlessAbsent(this.send("DELETE", path));
  }

  /** Follows Gitea to what was renamed: by the same method, and to no other server. */
  async #exchange(method: Method, path: string, body?: object) {
    let at = path;
    for (let hop = 0; ; hop++) {
      const answer = await this.#exchangeOnce(method, at, body);
      if (answer.status < 300 || answer.status >= 400 || answer.status === 304) {
        return answer;
      }
      const to = URL.parse(answer.location ?? "", this.baseUrl + at);
      if (hop === REDIRECTS || to === null || !to.href.startsWith(`${this.baseUrl}/`)) {
        throw new GiteaError(method, path, answer.status, `it leads to ${to?.href ?? "nowhere"}`);
      }
      at = to.href.slice(this.baseUrl.length);
    }
  }

  async #exchangeOnce(method: Method, path: string, body?: object) {
    const bytes = body instanceof Uint8Array;
    try {
      const response = await fetch(this.baseUrl + path, {
        method,
        headers: {
          Authorization: this.#authorization,
          Accept: "application/json",
          ...(body && { "Content-Type": bytes ? "application/octet-stream" : "application/json" }),
        },
        // Fetch would follow to other servers, and would turn other methods into GET.
        redirect: "manual",
        signal: AbortSignal.timeout(this.#timeout),
        ...(body && { body: bytes ? new Uint8Array(body) : JSON.stringify(body) }),
      });
      const location = response.headers.get("location");
      return { status: response.status, location, text: await response.text() };
    } catch (error) {
      throw new GiteaUnreachableError(this.baseUrl, method, path, this.#describe(error));
    }
  }

  #describe(thrown: unknown): string {
    const error = thrown as Error;
    return error.name === "TimeoutError"
      ? `no answer within ${this.#timeout / 1000} s`
      : // What fetch throws says only that it failed.
        ((error.cause as Error | undefined)?.message ?? error.message);
  }
}

/** A path whose values are escaped: `path\`/api/v1/repos/${owner}/${name}\``. */
export function path(texts: TemplateStringsArray, ...values: (string | number)[]): string {
  return String.raw({ raw: texts }, ...values.map((value) => encodeURIComponent(value)));
}

async function unlessAbsent(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GiteaError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function reasonOf(text: string): string {
  const answer = parse(text);
  if (typeof answer === "object" && answer !== null) {
    const reason = "message" in answer ? answer.message : "error" in answer ? answer.error : "";
    return typeof reason === "string" ? reason : "";
  }
  return "";
}
