import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is not served. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly why: string;
}

/**
 * Lets through only what this machine's own page asks. The name in `Host` is looked at because a web
 * site can give its own name the address 127.0.0.1 (DNS rebinding); `Origin` and `Sec-Fetch-Site`
 * because a page of anywhere may send requests to 127.0.0.1.
 */
export class RequestGuard {
  readonly #hosts: ReadonlySet<string>;
  readonly #token: Buffer;

  constructor(port: number, token: string) {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    this.#token = Buffer.from(token);
  }

  /** For everything. */
  refuse({ headers }: IncomingMessage): Refusal | undefined {
    const { host = "", origin } = headers;
    if (!this.#hosts.has(host)) {
      return { status: 403, why: `this page is not served as "${host}"` };
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      return { status: 403, why: `requests from ${origin} are refused` };
    }
    const site = headers["sec-fetch-site"];
    const isNavigation = headers["sec-fetch-mode"] === "navigate";
    return site === undefined || site === "same-origin" || site === "none" || isNavigation
      ? undefined
      : { status: 403, why: "requests from other sites are refused" };
  }

  /** For what tells about the lab or changes it. */
  refuseToken(token: string | null | undefined): Refusal | undefined {
    const given = Buffer.from(token ?? "");
    return given.length === this.#token.length && timingSafeEqual(given, this.#token)
      ? undefined
      : {
          status: 401,
          why: "the token is missing or old: ./lab ui prints the address that has it",
        };
  }
}
