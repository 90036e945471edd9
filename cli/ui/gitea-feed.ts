import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { StackOutputs } from "../stack/stack-outputs.ts";
import type { CommitEntry, RepositoryEntry } from "./entries.ts";
import type { LiveDocument } from "./live-document.ts";

/** A repository with what it takes to read it. */
export interface FollowedRepository {
  readonly name: string;
  readonly tenant: string | null;
  /** `owner/repository`. */
  readonly path: string;
  readonly token: string;
}

/** Milliseconds between two requests, whichever repository they are about. */
const pause = 250;

/** The least milliseconds between two requests about the same. */
const leastPause = 500;

/** Milliseconds for one request. */
const limit = 5000;

/** How many commits are shown of each repository. */
const shown = 6;

const commits = z.array(
  z.object({
    sha: z.string(),
    html_url: z.string(),
    commit: z.object({
      message: z.string(),
      author: z.object({ name: z.string(), date: z.string() }),
    }),
  }),
);
const pulls = z.array(z.object({ title: z.string(), number: z.number() }));

/** The repositories that the lab's clusters follow. */
export function followedRepositories(outputs: StackOutputs): FollowedRepository[] {
  const path = (url: string): string => new URL(url).pathname.slice(1).replace(/\.git$/, "");
  const own = Object.entries(outputs.repositories).map(([name, { url }]) => ({
    ...{ name, tenant: null, path: path(url), token: outputs.developer.token },
  }));
  const theirs = Object.entries(outputs.tenants).map(([tenant, { repository, developer }]) => ({
    ...{ name: tenant, tenant, path: path(repository.url), token: developer.token },
  }));
  return [...own, ...theirs];
}

/** Brings what Gitea knows about the repositories into the document. */
export class GiteaFeed {
  readonly #document: LiveDocument;
  readonly #url: string;
  readonly #repositories: readonly FollowedRepository[];
  readonly #onCommit: (tenant: string | null, commit: string, time: number) => void;
  readonly #changedAt = new Map<string, string>();
  readonly #heads = new Map<string, string>();
  readonly #known = new Set<string>();

  constructor(
    document: LiveDocument,
    url: string,
    repositories: readonly FollowedRepository[],
    onCommit: (tenant: string | null, commit: string, time: number) => void,
  ) {
    this.#document = document;
    this.#url = url;
    this.#repositories = repositories;
    this.#onCommit = onCommit;
    document.set("gitea", { problem: null });
    for (const repository of repositories) {
      this.#set(repository, [], []);
    }
  }

  /** Looks until the signal, at one repository after the other. */
  async run(signal: AbortSignal): Promise<void> {
    const wait = Math.max(pause, leastPause / this.#repositories.length);
    while (!signal.aborted) {
      for (const repository of this.#repositories) {
        await this.#look(repository, signal);
        await sleep(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** A cluster has this commit; Gitea is asked about one that is not known yet. */
  async expect(tenant: string | null, commit: string, signal: AbortSignal): Promise<void> {
    const repository = this.#repositories.find((one) => one.tenant === tenant);
    if (repository !== undefined && !this.#known.has(commit)) {
      this.#known.add(commit);
      await this.#read(repository, signal).catch(() => undefined);
    }
  }

  async #look(repository: FollowedRepository, signal: AbortSignal): Promise<void> {
    try {
      // Takes Gitea no git: it is in its database.
      const about = await this.#get(repository, "", signal);
      const { updated_at: at } = z.object({ updated_at: z.string() }).parse(about);
      if (this.#changedAt.get(repository.name) !== at) {
        await this.#read(repository, signal);
        this.#changedAt.set(repository.name, at);
      }
      this.#document.set("gitea", { problem: null });
    } catch (error) {
      if (!signal.aborted) {
        this.#document.set("gitea", { problem: describe(error) });
      }
    }
  }

  async #read(repository: FollowedRepository, signal: AbortSignal): Promise<void> {
    const time = Date.now();
    const query = `/commits?limit=${shown}&stat=false&verification=false&files=false`;
    const found = commits.parse(await this.#get(repository, query, signal));
    const open = await this.#get(repository, "/pulls?state=open&limit=5", signal)
      .then((answer) => pulls.parse(answer))
      .catch(() => []);
    this.#set(
      repository,
      found.map(({ sha, html_url: url, commit: { message, author } }) => ({
        ...{ id: sha, title: message.split("\n")[0] ?? "", author: author.name },
        ...{ at: author.date, url: this.#ownUrl(url) },
      })),
      open.map(({ title, number }) => ({
        title,
        url: `${this.#url}/${repository.path}/pulls/${number}`,
      })),
    );
    const head = found[0]?.sha;
    for (const { sha } of found) {
      this.#known.add(sha);
    }
    if (head !== undefined && head !== this.#heads.get(repository.name)) {
      const isFirst = !this.#heads.has(repository.name);
      this.#heads.set(repository.name, head);
      if (!isFirst) {
        this.#onCommit(repository.tenant, head, time);
      }
    }
  }

  #set(
    { name, tenant, path }: FollowedRepository,
    found: readonly CommitEntry[],
    open: RepositoryEntry["pulls"],
  ): void {
    const url = `${this.#url}/${path}`;
    const entry: RepositoryEntry = { name, tenant, url, commits: found, pulls: open };
    this.#document.set(`repository/${name}`, entry);
  }

  /** Whatever name Gitea believes to have, people reach it at the lab's. */
  #ownUrl(url: string): string {
    return `${this.#url}${new URL(url).pathname}`;
  }

  async #get(
    { path, token }: FollowedRepository,
    rest: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    const response = await fetch(`${this.#url}/api/v1/repos/${path}${rest}`, {
      headers: { authorization: `token ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    return response.json();
  }
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
