import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Client, path } from "../../packages/gitea/provider/client.ts";
import { connectionFrom } from "../../packages/gitea/provider/connection.ts";
import { Driven } from "./gitea-provider-driver.ts";
import { type GiteaServer, startGitea } from "./gitea-server-fixture.ts";
import { project } from "./test-lab.ts";

jest.setTimeout(120_000);

const saver = join(project, "components", "peoples-work", "save.ts");
const scratch = mkdtempSync(join(tmpdir(), "fluxlab people "));
const bundles = join(scratch, "bundles");
const seedFiles = { "README.md": "seed\n", "apps/a.yaml": "a: 1\n" };

let gitea: GiteaServer;
let client: Client;
let number = 0;

beforeAll(async () => {
  gitea = await startGitea();
  client = clientWith(`FLUXLAB_STATE='${scratch}' node ${quiet} '${saver}' ${gitea.container}`);
});

afterAll(async () => {
  await gitea[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

afterEach(() => {
  rmSync(bundles, { recursive: true, force: true });
});

const quiet = "--disable-warning=ExperimentalWarning";

function clientWith(beforeDelete: string): Client {
  const { baseUrl, username, password } = gitea;
  return new Client(connectionFrom({ baseUrl, username, password, beforeDelete }));
}

/** An organisation with a seeded repository, as the program makes it. */
class Seeded {
  readonly owner = `org-${(number += 1)}`;
  readonly clone = join(scratch, this.owner);
  readonly place = { owner: this.owner, repository: "fleet" };
  readonly organization = new Driven(client, "Organization");
  readonly repository = new Driven(client, "Repository");
  readonly contents = new Driven(client, "RepositoryContents");
  readonly url = `${gitea.baseUrl.replace("://", `://${gitea.username}:${gitea.password}@`)}/${this.owner}/fleet.git`;

  static async make(): Promise<Seeded> {
    const made = new Seeded();
    const { owner, place } = made;
    await made.organization.create({ name: owner, purgeOnDelete: true });
    await made.repository.create({ owner, name: "fleet", hasWiki: true, hasReleases: true });
    await made.contents.create({ ...place, files: seedFiles });
    // A seed that changes later, and removes a file.
    await made.contents.update({ ...place, files: { "README.md": "seed, again\n" } });
    await execa("git", ["clone", "--quiet", made.url, made.clone]);
    return made;
  }

  readonly git = async (...args: string[]): Promise<string> => {
    const who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.invalid"];
    return (await execa("git", ["-C", this.clone, ...who, ...args])).stdout;
  };

  async refs(): Promise<string[]> {
    const lines = (await this.git("ls-remote", "--refs", this.url)).split("\n");
    return lines.map((line) => line.replace("\t", " "));
  }
}

function saved(pattern: RegExp): string[] {
  const names = existsSync(bundles) ? readdirSync(bundles) : [];
  return names.filter((name) => pattern.test(name)).map((name) => join(bundles, name));
}

/** Every ref in the only bundle of that name, as `ID NAME`. */
async function refsIn(pattern: RegExp): Promise<string[]> {
  const [file = "", ...others] = saved(pattern);
  expect(others).toEqual([]);
  const { stdout } = await execa("git", ["bundle", "list-heads", file]);
  return stdout.split("\n").filter((line) => !line.endsWith(" HEAD"));
}

test("what the seed alone committed goes without a copy, several commits of it too", async () => {
  const { repository, organization } = await Seeded.make();
  await repository.delete();
  await organization.delete();
  expect(repository.reports).toEqual([]);
  expect(saved(/./)).toEqual([]);
});

test.each<[string, (seeded: Seeded) => Promise<unknown>]>([
  [
    "a commit on main",
    async ({ git }) => {
      await git("commit", "--quiet", "--allow-empty", "--message", "mine");
      await git("push", "--quiet", "origin", "main");
    },
  ],
  [
    "the seed's commit amended, with its author, its message and its date",
    async ({ git, clone }) => {
      await execa("sh", ["-c", `echo mine >> '${clone}/README.md'`]);
      await git("commit", "--quiet", "--all", "--amend", "--no-edit");
      await git("push", "--quiet", "--force", "origin", "main");
    },
  ],
  [
    "a file's mode in the seed's commit",
    async ({ git }) => {
      await git("update-index", "--chmod=+x", "README.md");
      await git("commit", "--quiet", "--amend", "--no-edit");
      await git("push", "--quiet", "--force", "origin", "main");
    },
  ],
  [
    "another branch",
    async ({ git }) => {
      await git("commit", "--quiet", "--allow-empty", "--message", "mine");
      await git("push", "--quiet", "origin", "main:refs/heads/feature/x");
    },
  ],
  [
    "a tag on a commit that no branch has",
    async ({ git }) => {
      await git("commit", "--quiet", "--allow-empty", "--message", "mine");
      await git("tag", "--annotate", "--message", "one", "v1");
      await git("push", "--quiet", "origin", "v1");
    },
  ],
  [
    "the head of a pull request whose branch is gone",
    async ({ git, owner }) => {
      await git("commit", "--quiet", "--allow-empty", "--message", "mine");
      await git("push", "--quiet", "origin", "main:refs/heads/proposal");
      const pulls = path`/api/v1/repos/${owner}/fleet/pulls`;
      await client.send("POST", pulls, { title: "please", head: "proposal", base: "main" });
      await git("push", "--quiet", "origin", ":refs/heads/proposal");
    },
  ],
])("%s is saved with every ref before the repository goes", async (_what, change) => {
  const seeded = await Seeded.make();
  await change(seeded);
  const refs = await seeded.refs();
  await seeded.repository.delete();
  expect(await refsIn(new RegExp(`^${seeded.owner}-fleet-[0-9a-f]{12}\\.bundle$`))).toEqual(refs);
  expect(seeded.repository.reports.join("\n")).toMatch(
    new RegExp(`people's commits to ${seeded.owner}/fleet are saved: git clone .*\\.bundle`),
  );
  await seeded.organization.delete();
});

test("a renamed repository: nothing breaks, the plan renames it back, and the right one is saved", async () => {
  const { owner, place, repository, organization, contents, ...seeded } = await Seeded.make();
  const url = "http://127.0.0.1:9/hook";
  const inputs = { owner, name: "fleet", hasWiki: true, hasReleases: true };
  const user = await new Driven(client, "User").create({ username: `user-of-${owner}` });
  const username = `user-of-${owner}`;
  const beside: [Driven, object][] = await Promise.all(
    (
      [
        ["RepositoryWebhook", { ...place, url }],
        ["RepositoryCollaborator", { ...place, username }],
        ["BranchProtection", { ...place, rule: "main", pushUsernames: [gitea.username] }],
        ["DeployKey", { ...place, title: "key" }],
        ["Team", { organization: owner, name: "team", repositories: ["fleet"] }],
      ] as const
    ).map(async ([type, given]) => [await new Driven(client, type).create(given), given] as const),
  ).then((made) => made.map(([one, given]) => [one, given]));
  await client.send("PATCH", path`/api/v1/repos/${owner}/fleet`, { name: "Our-Fleet" });

  for (const [one] of [...beside, [contents] as const]) {
    expect(await one.refresh()).toBe(true);
  }
  expect(await repository.refresh()).toBe(true);
  expect(repository.plan(inputs)).toEqual(["name"]);
  await contents.update({ ...place, files: { "README.md": "to the old name\n" } });
  await repository.update(inputs);
  await repository.refresh();
  expect(repository.plan(inputs)).toEqual([]);
  for (const [one, given] of beside) {
    await one.refresh();
    expect(one.plan(given)).toEqual([]);
  }

  await client.send("PATCH", path`/api/v1/repos/${owner}/fleet`, { name: "Our-Fleet" });
  await execa("git", ["-C", seeded.clone, "pull", "--quiet", "--rebase", "origin", "main"]);
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"];
  await execa("git", ["-C", seeded.clone, ...who, "commit", "-q", "--allow-empty", "-m", "mine"]);
  await execa("git", ["-C", seeded.clone, "push", "--quiet", "origin", "main"]);
  await repository.delete();
  expect(await refsIn(new RegExp(`^${owner}-Our-Fleet-.*\\.bundle$`))).toHaveLength(1);
  expect(await client.find(path`/api/v1/repos/${owner}/Our-Fleet`)).toBeUndefined();
  await user.delete();
  await organization.delete();
});

test("a repository given to somebody else comes back by an update, with what is in it", async () => {
  const { owner, repository, organization } = await Seeded.make();
  const name = `taker-of-${owner}`;
  const taker = await new Driven(client, "User").create({ username: name });
  const transfer = path`/api/v1/repos/${owner}/fleet/transfer`;
  await client.send("POST", transfer, { new_owner: name });
  await repository.refresh();
  const inputs = { owner, name: "fleet", hasWiki: true, hasReleases: true };
  expect(repository.plan(inputs)).toEqual(["owner"]);
  await repository.update(inputs);
  await repository.refresh();
  expect(repository.plan(inputs)).toEqual([]);
  await organization.delete();
  await taker.delete();
});

test("a renamed organisation and a renamed user are no reason to make anything anew", async () => {
  const { owner, repository, organization, contents } = await Seeded.make();
  const username = `renamed-${owner}`;
  const user = await new Driven(client, "User").create({ username, purgeOnDelete: true });
  const token = await new Driven(client, "AccessToken").create({
    ...{ username, name: "git", scopes: ["read:repository"] },
  });
  await client.send("POST", path`/api/v1/orgs/${owner}/rename`, { new_name: `${owner}-new` });
  const rename = path`/api/v1/admin/users/${username}/rename`;
  await client.send("POST", rename, { new_username: `${username}-new` });
  const all: [Driven, object][] = [
    [organization, { name: owner, purgeOnDelete: true }],
    [repository, { owner, name: "fleet", hasWiki: true, hasReleases: true }],
    [user, { username, purgeOnDelete: true }],
    [token, { username, name: "git", scopes: ["read:repository"] }],
  ];
  for (const [one, inputs] of all) {
    expect(await one.refresh()).toBe(true);
    expect(one.plan(inputs)).toEqual([]);
  }
  expect(await contents.refresh()).toBe(true);
  for (const one of [repository, organization, user]) {
    await one.delete();
  }
  expect(await client.find(path`/api/v1/orgs/${owner}-new`)).toBeUndefined();
  expect(await client.find(path`/api/v1/users/${username}-new`)).toBeUndefined();
});

test("an organisation goes with what people made in it, once that is saved", async () => {
  const seeded = await Seeded.make();
  const { owner, organization } = seeded;
  const name = { name: "Own", auto_init: true };
  await client.send("POST", path`/api/v1/orgs/${owner}/repos`, name);
  const made = path`/api/packages/${owner}/generic/tool/1.0/tool.txt`;
  const publisher = `publisher-of-${owner}`;
  const somebody = await new Driven(client, "User").create({
    username: publisher,
    purgeOnDelete: true,
  });
  const owners = (await client.send("GET", path`/api/v1/orgs/${owner}/teams`)) as { id: number }[];
  await client.send("PUT", path`/api/v1/teams/${owners[0]?.id ?? 0}/members/${publisher}`);
  const { baseUrl } = gitea;
  const password = somebody.state.password as string;
  const theirs = new Client(connectionFrom({ baseUrl, username: publisher, password }));
  await theirs.send("PUT", made, Buffer.from("tool"));
  await organization.delete();
  expect(saved(new RegExp(`^${owner}-Own-.*\\.bundle$`))).toHaveLength(1);
  expect(saved(new RegExp(`^${owner}-fleet-`))).toEqual([]);
  expect(organization.reports.join("\n")).toContain("not saved: 1 package:");
  expect(await client.find(path`/api/v1/orgs/${owner}`)).toBeUndefined();
  await somebody.delete();
});

test("an account goes with its forks and the organisations that are its alone, once they are saved", async () => {
  const { owner, organization } = await Seeded.make();
  const username = `forker-${owner}`;
  const user = await new Driven(client, "User").create({ username, purgeOnDelete: true });
  const as = `?sudo=${username}`;
  const collaborators = path`/api/v1/repos/${owner}/fleet/collaborators/${username}`;
  await client.send("PUT", collaborators, { permission: "read" });
  await client.send("POST", path`/api/v1/repos/${owner}/fleet/forks${""}` + as, {});
  const change = { content: "bWluZQo=", message: "Seed the repository" };
  await client.send("POST", path`/api/v1/repos/${username}/fleet/contents/mine` + as, change);
  await client.send("POST", `/api/v1/orgs${as}`, { username: `club-${owner}` });
  const own = { name: "rules", auto_init: true };
  await client.send("POST", path`/api/v1/orgs/club-${owner}/repos` + as, own);
  await user.delete();
  expect(saved(new RegExp(`^${username}-fleet-.*\\.bundle$`))).toHaveLength(1);
  expect(saved(new RegExp(`^club-${owner}-rules-.*\\.bundle$`))).toHaveLength(1);
  expect(await client.find(path`/api/v1/users/${username}`)).toBeUndefined();
  await organization.delete();
});

test("wiki, issues with comments and releases are saved too; attached files are named as not saved", async () => {
  const { owner, repository, organization } = await Seeded.make();
  const at = path`/api/v1/repos/${owner}/fleet`;
  await client.send("POST", `${at}/wiki/new`, { title: "Home", content_base64: "aGkK" });
  await client.send("POST", `${at}/issues`, { title: "It breaks", body: "when I push" });
  await client.send("POST", `${at}/issues/1/comments`, { body: "Here too" });
  await client.send("POST", `${at}/releases`, { tag_name: "v1", name: "First" });
  const attachment = new FormData();
  attachment.append("attachment", new Blob(["log"]), "trace.txt");
  const credential = Buffer.from(`${gitea.username}:${gitea.password}`).toString("base64");
  await fetch(`${gitea.baseUrl}${at}/issues/1/assets`, {
    ...{ method: "POST", body: attachment, headers: { Authorization: `Basic ${credential}` } },
  });
  await repository.delete();
  expect(saved(new RegExp(`^${owner}-fleet\\.wiki-.*\\.bundle$`))).toHaveLength(1);
  const [json = ""] = saved(new RegExp(`^${owner}-fleet-.*\\.json$`));
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
    repository: `${owner}/fleet`,
    issues: [{ index: 1, name: "It breaks", content: "when I push" }],
    comments: expect.arrayContaining([expect.objectContaining({ content: "Here too" })]) as object,
    releases: [{ tag_name: "v1", title: "First" }],
  });
  const reports = repository.reports.join("\n");
  expect(reports).toContain(`1 issue, 0 pull requests, 1 release of ${owner}/fleet are saved: `);
  expect(reports).toContain(`not saved: 1 file attached in ${owner}/fleet: trace.txt`);
  await organization.delete();
});

test("what cannot be saved is not deleted, and the message says how to delete it all the same", async () => {
  const { owner, repository, organization } = await Seeded.make();
  const at = path`/api/v1/repos/${owner}/fleet`;
  await client.send("POST", `${at}/contents/mine`, { content: "bWluZQo=", message: "mine" });
  const file = join(scratch, "no directory");
  writeFileSync(file, "");
  const full = clientWith(`FLUXLAB_STATE='${file}' node ${quiet} '${saver}' ${gitea.container}`);
  const refused = new Driven(full, "Repository");
  Object.assign(refused, { id: repository.id, state: repository.state });
  await expect(refused.delete()).rejects.toThrow(
    new RegExp(
      `cannot save what people made in ${owner}/fleet, so it is not deleted: [^]*` +
        "to delete it without saving: FLUXLAB_KEEP_NOTHING=true before the same command",
    ),
  );
  expect(await client.find(at)).toBeDefined();
  const careless = clientWith(
    `FLUXLAB_KEEP_NOTHING=true FLUXLAB_STATE='${file}' node ${quiet} '${saver}' ${gitea.container}`,
  );
  const allowed = new Driven(careless, "Repository");
  Object.assign(allowed, { id: repository.id, state: repository.state });
  await allowed.delete();
  expect(await client.find(at)).toBeUndefined();
  await organization.delete();
});

test("whatever is deleted behind Pulumi's back, a refresh says so and nothing breaks", async () => {
  const { owner, place, repository, organization, contents } = await Seeded.make();
  const username = `gone-${owner}`;
  const user = await new Driven(client, "User").create({ username });
  const team = await new Driven(client, "Team").create({
    ...{ organization: owner, name: "team", repositories: ["fleet"] },
  });
  const all = await Promise.all([
    new Driven(client, "RepositoryWebhook").create({ ...place, url: "http://127.0.0.1:9/x" }),
    new Driven(client, "RepositoryCollaborator").create({ ...place, username }),
    new Driven(client, "BranchProtection").create({ ...place, rule: "main" }),
    new Driven(client, "DeployKey").create({ ...place, title: "key" }),
    new Driven(client, "AccessToken").create({
      ...{ username, name: "git", scopes: ["read:repository"] },
    }),
    new Driven(client, "TeamMembers").create({
      ...{ teamId: team.state.teamId as number, usernames: [username] },
    }),
  ]);
  await client.delete(path`/api/v1/admin/users/${username}` + "?purge=true");
  await client.delete(path`/api/v1/repos/${owner}/fleet`);
  await client.delete(path`/api/v1/orgs/${owner}`);
  for (const one of [...all, contents, repository, team, user, organization]) {
    expect(await one.refresh()).toBe(false);
    await one.delete();
  }
});

test("where nobody made anything nothing is said, and a stopped Gitea is saved all the same", async () => {
  await using lonely = await startGitea();
  const save = async () => {
    const { stdout } = await execa("node", [quiet, saver, lonely.container, "everything"], {
      env: { FLUXLAB_STATE: scratch },
    });
    return stdout;
  };
  expect(await save()).toBe("");
  await lonely.client.send("POST", "/api/v1/user/repos", { name: "own", auto_init: true });
  await execa("docker", ["stop", "--time", "5", lonely.container]);
  expect(await save()).toContain("people's commits to administrator/own are saved");
});
