import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GiteaFeed } from "../../../../cli/ui/gitea-feed.ts";
import type { RepositoryEntry } from "../../../../cli/ui/entries.ts";
import { LiveDocument } from "../../../../cli/ui/live-document.ts";

const token = "the-developers-token";
let gitea: Server;
let document: LiveDocument;
let heads: string[];
let updatedAt: string;
let status: number;
let asked: string[];
let end: AbortController;

beforeEach(async () => {
  [heads, updatedAt, status, asked] = [["a"], "2026-01-01T00:00:00Z", 200, []];
  document = new LiveDocument();
  end = new AbortController();
  gitea = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://gitea");
    asked.push(`${request.headers.authorization ?? ""} ${pathname}`);
    const commits = heads.map((sha) => ({
      sha,
      html_url: `http://gitea:3000/platform/fleet/commit/${sha}`,
      commit: { message: `Title ${sha}\n\nBody`, author: { name: "Ada", date: updatedAt } },
    }));
    const answers: Record<string, unknown> = {
      "/api/v1/repos/platform/fleet": { updated_at: updatedAt },
      "/api/v1/repos/platform/fleet/commits": commits,
      "/api/v1/repos/platform/fleet/pulls": [{ title: "Greet", number: 7 }],
    };
    response.writeHead(status).end(JSON.stringify(answers[pathname]));
  });
  await new Promise<void>((resolve) => gitea.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  document.close();
  gitea.close();
  gitea.closeAllConnections();
});

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const fleet = (): RepositoryEntry => document.values()["repository/fleet"] as RepositoryEntry;
const problem = (): string | null =>
  (document.values()["gitea"] as { problem: string | null }).problem;

test("commits and pull requests appear, a new commit is told, and Gitea may go and come back", async () => {
  const url = `http://127.0.0.1:${(gitea.address() as AddressInfo).port}`;
  const told: string[] = [];
  const repository = { name: "fleet", tenant: null, path: "platform/fleet", token };
  const feed = new GiteaFeed(document, url, [repository], (_, commit) => told.push(commit));
  const running = feed.run(end.signal);
  await until(() => fleet().commits.length === 1);
  expect(fleet()).toMatchObject({
    url: `${url}/platform/fleet`,
    commits: [{ id: "a", title: "Title a", author: "Ada", url: `${url}/platform/fleet/commit/a` }],
    pulls: [{ title: "Greet", url: `${url}/platform/fleet/pulls/7` }],
  });
  // The commit that is there is nothing new.
  expect(told).toEqual([]);

  status = 503;
  await until(() => problem() !== null);
  expect(problem()).toBe("HTTP 503");
  expect(fleet().commits).toHaveLength(1);
  [status, heads, updatedAt] = [200, ["b", "a"], "2026-01-01T00:01:00Z"];
  await until(() => fleet().commits.length === 2);
  await until(() => problem() === null);
  expect(told).toEqual(["b"]);

  heads = ["c", ...heads];
  await feed.expect(null, "c", end.signal);
  expect(told).toEqual(["b", "c"]);
  const before = asked.length;
  await feed.expect(null, "c", end.signal);
  expect(asked.slice(before).filter((what) => what.endsWith("/commits"))).toEqual([]);

  end.abort();
  await running;
  expect(asked.every((what) => what.startsWith(`token ${token} `))).toBe(true);
  expect(JSON.stringify(document.values())).not.toContain(token);
});
