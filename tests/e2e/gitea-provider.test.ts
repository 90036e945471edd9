import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { execa } from "execa";

import { blobId } from "../../packages/gitea/provider/blob-id.ts";
import { type Client, path } from "../../packages/gitea/provider/client.ts";
import { sha256Of, writeChart } from "./gitea-provider-chart.ts";
import { Driven } from "./gitea-provider-driver.ts";
import { type GiteaServer, startGitea } from "./gitea-server-fixture.ts";

jest.setTimeout(120_000);

/** Keeps runs against one server apart. */
const run = randomBytes(3).toString("hex");
const owner = `org-${run}`;
const repository = "fleet";
const username = `dev-${run}`;

let gitea: GiteaServer;
let client: Client;
let scratch: string;

/** What the tests of single resources stand on; made first, deleted last. */
const base: Driven[] = [];

const driven = (type: string) => new Driven(client, type);

beforeAll(async () => {
  gitea = await startGitea();
  client = gitea.client;
  scratch = await mkdtemp(join(tmpdir(), "fluxlab-gitea-"));
  base.push(await driven("Organization").create({ name: owner }));
  base.push(await driven("User").create({ username }));
  base.push(await driven("Repository").create({ owner, name: repository }));
});

afterAll(async () => {
  for (const one of base.reverse()) {
    await one.delete();
  }
  await rm(scratch, { recursive: true });
  await gitea[Symbol.asyncDispose]();
});

/** Refreshes and expects that nothing is found to differ from `inputs`. */
async function expectNoDrift(one: Driven, inputs: object): Promise<void> {
  expect(await one.refresh()).toBe(true);
  expect(one.plan(inputs)).toEqual([]);
}

/** Deletes twice and expects that a refresh finds nothing. */
async function expectGone(one: Driven): Promise<void> {
  await one.delete();
  expect(await one.refresh()).toBe(false);
  await one.delete();
}

test("User", async () => {
  const inputs = { username: `u-${run}`, fullName: "Somebody", restricted: true };
  const user = await driven("User").create(inputs);
  expect(user.state).toMatchObject({ email: `u-${run}@noreply.invalid` });
  await expectNoDrift(user, inputs);
  expect(await signsIn(inputs.username, user.state.password as string)).toBe(true);

  await client.send("PATCH", path`/api/v1/admin/users/${inputs.username}`, {
    source_id: 0,
    login_name: inputs.username,
    full_name: "Changed by hand",
    email: `elsewhere-${run}@noreply.invalid`,
  });
  await user.refresh();
  expect(user.plan(inputs)).toEqual(["email", "fullName"]);

  const changed = { ...inputs, admin: true, visibility: "limited", password: "Chosen-passw0rd" };
  expect(user.plan({ ...inputs, username: "other" })).toContain("username!");
  await user.update(changed);
  await expectNoDrift(user, changed);
  expect(await signsIn(inputs.username, "Chosen-passw0rd")).toBe(true);

  const again = await driven("User").create({ ...inputs, password: "Another-passw0rd" });
  expect(again.reports).toEqual([`info: took over user u-${run}, which was already there`]);
  expect(await signsIn(inputs.username, "Another-passw0rd")).toBe(true);
  await expect(driven("User").create({ ...inputs, email: "x@noreply.invalid" })).rejects.toThrow(
    "is already there with another address",
  );
  await expect(driven("User").create({ username: gitea.username })).rejects.toThrow(
    "is who the provider signs in as",
  );
  await expectGone(user);
});

test("Organization", async () => {
  const inputs = { name: `private-${run}`, description: "x", visibility: "private" };
  const organization = await driven("Organization").create(inputs);
  await expectNoDrift(organization, inputs);

  await client.send("PATCH", path`/api/v1/orgs/${inputs.name}`, { visibility: "public" });
  await organization.refresh();
  expect(organization.plan(inputs)).toEqual(["description", "visibility"]);
  await organization.update(inputs);
  await expectNoDrift(organization, inputs);
  expect(organization.plan({ ...inputs, name: "other" })).toEqual(["name!"]);

  const again = await driven("Organization").create(inputs);
  expect(again.reports).toHaveLength(1);
  await expect(driven("Organization").create({ name: username })).rejects.toThrow("already exists");
  expect((await driven("Organization").import(inputs.name)).plan(inputs)).toEqual([]);
  await expectGone(organization);
});

test("Repository", async () => {
  const inputs = { owner, name: "one", description: "x", hasWiki: true };
  const one = await driven("Repository").create(inputs);
  expect(one.state).toMatchObject({
    fullName: `${owner}/one`,
    private: true,
    cloneUrl: `${gitea.baseUrl}/${owner}/one.git`,
  });
  await expectNoDrift(one, inputs);

  await client.send("PATCH", path`/api/v1/repos/${owner}/one`, {
    description: "by hand",
    has_issues: false,
  });
  await one.refresh();
  expect(one.plan(inputs)).toEqual(["description", "hasIssues"]);

  const renamed = { ...inputs, name: "two", private: false };
  expect(one.plan(renamed)).toEqual(["description", "hasIssues", "name", "private"]);
  // What people have in it goes with it to another owner.
  expect(one.plan({ ...inputs, owner: username })).toContain("owner");
  await one.update(renamed);
  await expectNoDrift(one, renamed);
  expect(one.state).toMatchObject({ fullName: `${owner}/two` });

  expect((await driven("Repository").create(renamed)).id).toBe(one.id);
  expect((await driven("Repository").import(`${owner}/two`)).plan(renamed)).toEqual([]);
  await expectGone(one);
});

test("Repository of a user, with a first commit", async () => {
  const inputs = { owner: username, name: "own", autoInit: true, defaultBranch: "trunk" };
  const own = await driven("Repository").create(inputs);
  await expectNoDrift(own, inputs);
  await expect(own.update({ ...inputs, defaultBranch: "nowhere" })).rejects.toThrow(
    "has no branch nowhere",
  );
  await expectGone(own);
});

test("Team and its members", async () => {
  const inputs = {
    organization: owner,
    name: "devs",
    permission: "write",
    units: { "repo.packages": "none" },
    repositories: [repository],
  };
  const team = await driven("Team").create(inputs);
  await expectNoDrift(team, inputs);
  const teamId = team.state.teamId as number;
  const members = await driven("TeamMembers").create({ teamId, usernames: [username] });
  await expectNoDrift(members, { teamId, usernames: [username] });
  expect(await permissionsOf(username)).toMatchObject({ push: true, admin: false });

  await client.send("PATCH", path`/api/v1/teams/${teamId}`, {
    name: "devs",
    units_map: { "repo.code": "read" },
  });
  await client.send("PUT", path`/api/v1/teams/${teamId}/members/${gitea.username}`);
  await client.delete(path`/api/v1/teams/${teamId}/repos/${owner}/${repository}`);
  await Promise.all([team.refresh(), members.refresh()]);
  expect(team.plan(inputs)).toEqual(["repositories", "units"]);
  expect(members.plan({ teamId, usernames: [username] })).toEqual(["usernames"]);

  const changed = { ...inputs, name: "developers", units: undefined, permission: "read" };
  await team.update(changed);
  await members.update({ teamId, usernames: [username.toUpperCase()] });
  await expectNoDrift(team, changed);
  await expectNoDrift(members, { teamId, usernames: [username] });
  expect(await permissionsOf(username)).toMatchObject({ push: false, pull: true });
  expect(team.plan({ ...changed, organization: "other" })).toEqual(["organization!"]);

  expect((await driven("Team").create(changed)).id).toBe(team.id);
  expect((await driven("Team").import(`${owner}/developers`)).id).toBe(team.id);
  const admin = { ...changed, permission: "admin", repositories: undefined };
  await team.update(admin);
  await expectNoDrift(team, admin);

  await members.delete();
  await members.refresh();
  expect(members.state.usernames).toEqual([]);
  await expectGone(team);
  expect(await members.refresh()).toBe(false);
  await members.delete();
});

test("RepositoryCollaborator", async () => {
  const inputs = { owner, repository, username };
  const collaborator = await driven("RepositoryCollaborator").create(inputs);
  await expectNoDrift(collaborator, inputs);
  expect(await permissionsOf(username)).toMatchObject({ push: false, pull: true });

  await client.send("PUT", path`/api/v1/repos/${owner}/${repository}/collaborators/${username}`, {
    permission: "admin",
  });
  await collaborator.refresh();
  expect(collaborator.plan(inputs)).toEqual(["permission"]);
  await collaborator.update({ ...inputs, permission: "write" });
  await expectNoDrift(collaborator, { ...inputs, permission: "write" });
  expect(collaborator.plan({ ...inputs, username: "other" })).toContain("username!");
  await expectGone(collaborator);
});

test("AccessToken", async () => {
  const inputs = { username, name: "flux", scopes: ["write:package", "read:repository"] };
  const token = await driven("AccessToken").create(inputs);
  await expectNoDrift(token, inputs);
  const first = token.state.token as string;
  expect(await tokenOpens(first)).toBe(true);
  expect(token.plan({ ...inputs, scopes: ["all"] })).toEqual(["scopes!"]);

  const again = await driven("AccessToken").create(inputs);
  expect(await tokenOpens(first)).toBe(false);
  expect(await tokenOpens(again.state.token as string)).toBe(true);
  expect(await token.refresh()).toBe(false);
  await expectGone(again);
  await token.delete();
});

test("DeployKey", async () => {
  const inputs = { owner, repository, title: "flux" };
  const key = await driven("DeployKey").create(inputs);
  await expectNoDrift(key, inputs);
  const file = join(scratch, "key");
  await writeFile(file, key.state.privateKey as string, { mode: 0o600 });
  const { stdout } = await execa("ssh-keygen", ["-y", "-f", file]);
  expect(stdout).toBe(key.state.publicKey);
  expect(key.plan({ ...inputs, readOnly: false })).toEqual(["readOnly!"]);

  const again = await driven("DeployKey").create(inputs);
  expect(again.reports).toHaveLength(1);
  expect(await key.refresh()).toBe(false);

  const given = { ...inputs, title: "given", publicKey: key.state.publicKey as string };
  const other = await driven("DeployKey").create(given);
  expect(other.state.privateKey).toBeUndefined();
  await expectNoDrift(other, given);
  await expectGone(other);
  await expectGone(again);
});

test("RepositoryWebhook", async () => {
  const inputs = {
    owner,
    repository,
    url: "http://127.0.0.1:9/hook",
    secret: "s3cret",
    events: ["push", "pull_request"],
  };
  const hook = await driven("RepositoryWebhook").create(inputs);
  await expectNoDrift(hook, inputs);

  const at = path`/api/v1/repos/${owner}/${repository}/hooks/${hook.state.webhookId as number}`;
  await client.send("PATCH", at, { events: ["push"], active: false });
  await hook.refresh();
  expect(hook.plan(inputs)).toEqual(["active", "events"]);
  const changed = {
    ...inputs,
    url: "http://127.0.0.1:9/other",
    events: ["push"],
    authorizationHeader: "Bearer x",
    branchFilter: "main",
  };
  await hook.update(changed);
  await expectNoDrift(hook, changed);
  expect(hook.plan({ ...changed, secret: "other" })).toEqual(["secret!"]);

  const again = await driven("RepositoryWebhook").create(changed);
  expect(await hook.refresh()).toBe(false);
  await expectGone(again);
  await hook.delete();
});

test("BranchProtection", async () => {
  const inputs = { owner, repository, rule: "release/*", pushUsernames: [gitea.username] };
  const rule = await driven("BranchProtection").create(inputs);
  await expectNoDrift(rule, inputs);

  const at = path`/api/v1/repos/${owner}/${repository}/branch_protections/${inputs.rule}`;
  await client.send("PATCH", at, { required_approvals: 2, enable_push: false });
  await rule.refresh();
  expect(rule.plan(inputs)).toEqual(["enablePush", "pushUsernames", "requiredApprovals"]);
  const changed = { ...inputs, pushUsernames: undefined, protectedFilePatterns: "*.lock" };
  await rule.update(changed);
  await expectNoDrift(rule, changed);
  expect(rule.plan({ ...changed, rule: "main" })).toEqual(["rule!"]);
  expect((await driven("BranchProtection").create(changed)).reports).toHaveLength(1);
  await expectGone(rule);
});

test("BranchProtection keeps pushers that Gitea does not list", async () => {
  const team = await driven("Team").create({
    organization: owner,
    name: "pushers",
    permission: "write",
    repositories: [repository],
  });
  const teamId = team.state.teamId as number;
  await driven("TeamMembers").create({ teamId, usernames: [username] });
  const inputs = { owner, repository, rule: "main", pushUsernames: [username, gitea.username] };
  const rule = await driven("BranchProtection").create(inputs);
  await expectNoDrift(rule, inputs);
  await rule.delete();
  await team.delete();
});

test("Package", async () => {
  const file = join(scratch, "app.tgz");
  await writeChart(file, { name: "app", version: "1.0.0", note: "one" });
  const inputs = { owner, name: "app", version: "1.0.0", path: file, sha256: await sha256Of(file) };
  const chart = await driven("Package").create(inputs);
  expect(chart.state.fileName).toBe("app-1.0.0.tgz");
  await expectNoDrift(chart, inputs);
  expect(await indexOfCharts()).toContain(`/api/packages/${owner}/helm/app-1.0.0.tgz`);
  expect((await driven("Package").create(inputs)).reports).toHaveLength(1);

  await writeChart(file, { name: "app", version: "1.0.0", note: "two" });
  await expect(driven("Package").create(inputs)).resolves.toBeDefined();
  const other = { ...inputs, sha256: await sha256Of(file) };
  await expect(driven("Package").create(other)).rejects.toThrow("already there with other content");
  expect(chart.plan(other)).toEqual(["sha256"]);
  await chart.update(other);
  await expectNoDrift(chart, other);
  expect(chart.plan({ ...other, version: "2.0.0" })).toEqual(["version!"]);
  await expect(driven("Package").create({ ...other, version: "2.0.0" })).rejects.toThrow(
    "is app 1.0.0, not app 2.0.0",
  );
  await expectGone(chart);

  const generic = { ...other, type: "generic" };
  const plain = await driven("Package").create(generic);
  await expectNoDrift(plain, generic);
  await expectGone(plain);
});

describe("RepositoryContents", () => {
  const name = "contents";
  const seed = { owner, repository: name, author: { name: "lab", email: "lab@noreply.invalid" } };
  const files = { "README.md": "one\n", "apps/a.yaml": "a: größe\n", "apps/b.yaml": "b: 1\n" };
  let contents: Driven;
  let home: Driven;

  beforeAll(async () => {
    home = await driven("Repository").create({ owner, name });
    contents = await driven("RepositoryContents").create({ ...seed, files });
  });
  afterAll(async () => {
    await home.delete();
  });

  const commits = async () =>
    (await client.send("GET", path`/api/v1/repos/${owner}/${name}/commits?limit=50`)) as {
      sha: string;
      commit: { message: string; author: { name: string }; committer: { name: string } };
    }[];

  const shas = async () => (await commits()).map(({ sha }) => sha);

  const textOf = async (file: string) => {
    const at = path`/api/v1/repos/${owner}/${name}/contents/` + file;
    const found = (await client.find(at)) as { content: string } | undefined;
    return found && Buffer.from(found.content, "base64").toString();
  };

  /** Somebody else commits one file; no text removes it. */
  async function somebodyCommits(file: string, text?: string): Promise<void> {
    const at = path`/api/v1/repos/${owner}/${name}/contents`;
    const there = (await client.find(`${at}/${file}`)) as { sha: string } | undefined;
    const operation = text === undefined ? "delete" : there ? "update" : "create";
    const content = Buffer.from(text ?? "").toString("base64");
    await client.send("POST", at, {
      branch: "main",
      message: "by hand",
      files: [{ operation, path: file, content, ...(there && { sha: there.sha }) }],
    });
  }

  test("fills an empty repository in one commit", async () => {
    const [only, ...more] = await commits();
    expect(more).toEqual([]);
    expect(only?.sha).toBe(contents.state.commit);
    expect(only?.commit).toMatchObject({
      message: expect.stringMatching(
        /^Seed the repository\n\nSeed-Digest: [0-9a-f]{64}\n$/,
      ) as string,
      author: { name: "lab" },
      committer: { name: "lab" },
    });
    expect(await textOf("apps/a.yaml")).toBe(files["apps/a.yaml"]);
    expect(contents.state.blobs).toMatchObject({ "apps/a.yaml": blobId(files["apps/a.yaml"]) });
    expect(contents.state.leftAlone).toEqual([]);
    await expectNoDrift(contents, { ...seed, files });
  });

  test("changes, adds and removes in one commit", async () => {
    const a = files["apps/a.yaml"];
    const changed = { "apps/a.yaml": a, "README.md": "two\n", "apps/c.yaml": "c: 1\n" };
    await contents.update({ ...seed, files: changed, message: "Second" });
    expect(await commits()).toHaveLength(2);
    expect(await textOf("README.md")).toBe("two\n");
    expect(await textOf("apps/b.yaml")).toBeUndefined();
    expect(await textOf("apps/c.yaml")).toBe("c: 1\n");
  });

  test("leaves alone what people changed, removed or added, and names it", async () => {
    await somebodyCommits("README.md", "mine\n");
    await somebodyCommits("apps/c.yaml");
    await somebodyCommits("apps/d.yaml", "mine: 1\n");
    const now = {
      "apps/a.yaml": files["apps/a.yaml"],
      "README.md": "two\n",
      "apps/c.yaml": "c: 1\n",
    };
    await expectNoDrift(contents, { ...seed, files: now, message: "Second" });

    const before = (await commits()).length;
    const wanted = { "README.md": "three\n", "apps/a.yaml": "a: 2\n", "apps/c.yaml": "c: 2\n" };
    await contents.update({ ...seed, files: { ...wanted, "apps/d.yaml": "d: 1\n" } });
    expect(await commits()).toHaveLength(before + 1);
    expect(await textOf("README.md")).toBe("mine\n");
    expect(await textOf("apps/a.yaml")).toBe("a: 2\n");
    expect(await textOf("apps/c.yaml")).toBeUndefined();
    expect(await textOf("apps/d.yaml")).toBe("mine: 1\n");
    const left = ["README.md", "apps/c.yaml", "apps/d.yaml"];
    expect(contents.state.leftAlone).toEqual(left);
    expect(contents.reports).toEqual([
      `warning: left alone in ${owner}/${name} on main, because somebody else changed them: ` +
        left.join(", "),
    ]);
  });

  test("commits nothing when there is nothing to write", async () => {
    const before = await shas();
    await contents.update({ ...seed, files: { "apps/a.yaml": "a: 2\n" }, message: "Third" });
    expect(await shas()).toEqual(before);
    // As after an `up` that was killed between the commit and its state.
    const again = await driven("RepositoryContents").create({
      ...seed,
      files: { "apps/a.yaml": "a: 2\n" },
    });
    expect(await shas()).toEqual(before);
    expect(again.state).toMatchObject({ commit: before[0], leftAlone: [] });
  });

  test("makes a directory of a file, and a file of a directory", async () => {
    const shapes = driven("RepositoryContents");
    await shapes.create({ ...seed, files: { "shape/a": "x\n", "shape/b/c": "x\n" } });
    await shapes.update({ ...seed, files: { "shape/a/d": "x\n", "shape/b": "x\n" } });
    expect(await textOf("shape/a/d")).toBe("x\n");
    expect(await textOf("shape/b")).toBe("x\n");
    expect(shapes.state.leftAlone).toEqual([]);
    expect(shapes.reports).toEqual([]);
  });

  test("takes part in a race of pushes without losing any", async () => {
    const updates = Array.from({ length: 3 }, (_, index) =>
      driven("RepositoryContents").create({ ...seed, files: { [`race/${index}`]: "x\n" } }),
    );
    const people = Array.from({ length: 3 }, (_, index) =>
      somebodyCommits(`people/${index}`, "x\n").catch(() => undefined),
    );
    await Promise.all([...updates, ...people]);
    for (const index of [0, 1, 2]) {
      expect(await textOf(`race/${index}`)).toBe("x\n");
    }
  });

  test("is gone when its branch is, and never takes anything from Git", async () => {
    await contents.delete();
    expect(await textOf("apps/a.yaml")).toBe("a: 2\n");
    await home.delete();
    expect(await contents.refresh()).toBe(false);
    await contents.delete();
  });
});

async function signsIn(name: string, password: string): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  return (await fetchAs(authorization, "/api/v1/user")).ok;
}

async function tokenOpens(token: string): Promise<boolean> {
  return (await fetchAs(`token ${token}`, path`/api/v1/packages/${owner}`)).ok;
}

async function fetchAs(authorization: string, at: string): Promise<Response> {
  return fetch(gitea.baseUrl + at, { headers: { Authorization: authorization } });
}

async function indexOfCharts(): Promise<string> {
  const response = await fetch(gitea.baseUrl + path`/api/packages/${owner}/helm/index.yaml`);
  return response.text();
}

/** What a user may do with the repository. */
async function permissionsOf(name: string): Promise<unknown> {
  const at = path`/api/v1/repos/${owner}/${repository}?sudo=${name}`;
  return ((await client.send("GET", at)) as { permissions: unknown }).permissions;
}
