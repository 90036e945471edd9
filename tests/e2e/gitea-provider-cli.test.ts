import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

import { execa } from "execa";

import { locateToolchain } from "../../toolchain/index.ts";
import { type GiteaServer, startGitea } from "./gitea-server-fixture.ts";

jest.setTimeout(300_000);

const project = resolve(__dirname, "../..");
const run = randomBytes(3).toString("hex");
const hookSecret = `hook-${randomBytes(8).toString("hex")}`;

/** The second provider's address is known only after the first organisation was made. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as gitea from "@pulumi/gitea";

const { GITEA_URL: baseUrl, GITEA_USERNAME: username, GITEA_PASSWORD: password } = process.env;
const provider = new gitea.Provider("gitea", { baseUrl, username, password });
const organization = new gitea.Organization("organization", { name: "cli-${run}" }, { provider });
const late = new gitea.Provider("late", {
  baseUrl: organization.organizationId.apply(() => baseUrl),
  username,
  password,
});
const user = new gitea.User("user", { username: "cli-user-${run}" }, { provider: late });
const at = { owner: organization.name, repository: "fleet" };
const repository = new gitea.Repository(
  "repository", { owner: at.owner, name: at.repository }, { provider: late });
const inRepository = { provider: late, dependsOn: repository };
const contents = new gitea.RepositoryContents(
  "contents", { ...at, files: { "README.md": process.env.SEED } }, inRepository);
new gitea.RepositoryWebhook(
  "webhook", { ...at, url: "http://127.0.0.1:9/", secret: "${hookSecret}" }, inRepository);
const key = new gitea.DeployKey("key", { ...at, title: "flux" }, inRepository);
const token = new gitea.AccessToken(
  "token", { username: user.username, name: "flux", scopes: ["read:repository"] }, { provider: late });
export const privateKey = key.privateKey;
export const tokenValue = token.token;
export const password_ = user.password;
export const leftAlone = contents.leftAlone;
`;

const PROJECT = `
name: gitea-provider
runtime: { name: nodejs, options: { typescript: false } }
main: index.ts
plugins: { providers: [{ name: gitea, path: "plugin with space/bin" }] }
`;

let gitea: GiteaServer;
let scratch: string;
let directory: string;

beforeAll(async () => {
  gitea = await startGitea();
  scratch = await mkdtemp(join(tmpdir(), "fluxlab gitea "));
  directory = join(scratch, "a program");
  await mkdir(join(scratch, "backend"));
  await mkdir(directory);
  await symlink(join(project, "node_modules"), join(directory, "node_modules"));
  await cp(join(project, "packages/gitea"), join(directory, "plugin with space"), {
    recursive: true,
  });
  await writeFile(join(directory, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(directory, "Pulumi.yaml"), PROJECT);
  await writeFile(join(directory, "index.ts"), PROGRAM);
  await pulumi(["stack", "init", "test"]);
});

afterAll(async () => {
  await rm(scratch, { recursive: true });
  await gitea[Symbol.asyncDispose]();
});

async function pulumi(args: string[], seed = "one\n"): Promise<string> {
  const bin = process.env.FLUXLAB_TEST_GITEA_URL ? [] : [locateToolchain().bin];
  const { all } = await execa("pulumi", [...args, "--non-interactive"], {
    cwd: directory,
    all: true,
    timeout: 120_000,
    env: {
      PATH: [...bin, process.env.PATH].join(delimiter),
      PULUMI_HOME: join(scratch, "home"),
      PULUMI_BACKEND_URL: `file://${join(scratch, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // What jest sets for its own modules is none of the program's business.
      NODE_OPTIONS: "",
      GITEA_URL: gitea.baseUrl,
      GITEA_USERNAME: gitea.username,
      GITEA_PASSWORD: gitea.password,
      SEED: seed,
    },
  });
  return all;
}

test("a preview works while the provider's configuration is not known", async () => {
  expect(await pulumi(["preview"])).toMatch(/\+ 10 to create/);
});

test("up makes everything, and neither up, preview nor refresh finds a change after it", async () => {
  expect(await pulumi(["up", "--yes", "--skip-preview"])).toMatch(/\+ 10 created/);
  expect(await pulumi(["up", "--yes", "--skip-preview"])).toMatch(/10 unchanged/);
  await pulumi(["preview", "--expect-no-changes"]);
  await pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  await pulumi(["preview", "--expect-no-changes"]);
});

test("no secret is in plain text in state or output", async () => {
  const secrets = await Promise.all(
    ["privateKey", "tokenValue", "password_"].map((name) =>
      pulumi(["stack", "output", name, "--show-secrets"]),
    ),
  );
  expect(secrets.every((secret) => secret.trim().length > 20)).toBe(true);
  const shown = [await pulumi(["stack", "output"]), await pulumi(["preview", "--diff"])];
  const files = await readdir(join(scratch, "backend"), { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    shown.push(await readFile(join(file.parentPath, file.name), "utf8"));
  }
  const everything = shown.join("\n");
  expect(everything).toContain("gitea:index:DeployKey");
  const lines = secrets.flatMap((secret) => secret.trim().split("\n").slice(0, 3));
  for (const secret of [...lines, hookSecret, gitea.password]) {
    expect(everything.includes(secret)).toBe(false);
  }
});

test("a change of the seed is an update in place, and what people changed is named", async () => {
  expect(await pulumi(["preview", "--diff"], "two\n")).toMatch(/~ 1 to update/);
  expect(await pulumi(["up", "--yes"], "two\n")).toMatch(/~ 1 updated/);
  const at = `/api/v1/repos/cli-${run}/fleet/contents/README.md`;
  const { sha } = (await gitea.client.send("GET", at)) as { sha: string };
  await gitea.client.send("PUT", at, { sha, content: "bWluZQ==", message: "by hand" });
  expect(await pulumi(["up", "--yes"], "three\n")).toContain(
    `left alone in cli-${run}/fleet on main, because somebody else changed them: README.md`,
  );
});

test("what vanished is made again, and destroy leaves nothing", async () => {
  await gitea.client.delete(`/api/v1/repos/cli-${run}/fleet`);
  expect(await pulumi(["refresh", "--yes", "--skip-preview"])).toMatch(/- 4 deleted/);
  expect(await pulumi(["up", "--yes", "--skip-preview"])).toMatch(/\+ 4 created/);
  expect(await pulumi(["destroy", "--yes", "--skip-preview"])).toMatch(/- 10 deleted/);
  expect(await gitea.client.find(`/api/v1/orgs/cli-${run}`)).toBeUndefined();
  expect(await gitea.client.find(`/api/v1/users/cli-user-${run}`)).toBeUndefined();
});
