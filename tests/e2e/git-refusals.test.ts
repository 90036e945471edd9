import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { pulumiBackend } from "../../cli/lab/pulumi-backend.ts";
import { commitRelease } from "../../cli/release/commit.ts";
import { startGitea, type GiteaServer } from "./gitea-server-fixture.ts";

jest.setTimeout(3 * 60_000);

const root = mkdtempSync(join(tmpdir(), "fluxlab git "));
const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const backend = pulumiBackend(root, {});
const lab = { env, places: { project: root, state: root, cache: root, stack: "local", backend } };
const pin =
  "kind: HelmRelease\nmetadata: {name: podinfo}\nspec: {chart: {spec: {version: 6.9.2}}}\n";
const repository = "/api/v1/repos/platform/fleet";

let gitea: GiteaServer;
let remote: string;
const developer = { username: "developer", token: "Aa1-developer-of-the-test" };

const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const pair = `${gitea.username}:${gitea.password}`;
  const response = await fetch(`${gitea.baseUrl}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  const text = await response.text();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
};

beforeAll(async () => {
  mkdirSync(join(root, "clones"));
  gitea = await startGitea();
  const { username, token: password } = developer;
  const email = "developer@noreply.invalid";
  await api("POST", "/api/v1/admin/users", {
    username,
    password,
    email,
    must_change_password: false,
  });
  await api("POST", "/api/v1/orgs", { username: "platform" });
  await api("POST", "/api/v1/orgs/platform/repos", { name: "fleet", private: true });
  await api("PUT", `${repository}/collaborators/${username}`, { permission: "write" });
  const url = new URL(`${gitea.baseUrl}/platform/fleet.git`);
  url.username = gitea.username;
  url.password = gitea.password;
  remote = url.href;
  await inClone(async (clone, git) => {
    for (const cluster of ["one", "two"]) {
      mkdirSync(join(clone, "apps", cluster), { recursive: true });
      writeFileSync(join(clone, "apps", cluster, "podinfo.yaml"), pin);
    }
    await git("checkout", "--quiet", "-b", "main");
  });
});

afterAll(async () => {
  await gitea[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

/** Commits upon main what `change` does, with the plain git client. */
async function inClone(
  change: (clone: string, git: (...args: string[]) => Promise<unknown>) => Promise<void> | void,
  ...push: string[]
): Promise<void> {
  const clone = mkdtempSync(join(root, "hand "));
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=me", "-c", "user.email=me@example.invalid", ...args], {
      cwd: clone,
      env,
    });
  await git("clone", "--quiet", remote, ".");
  await change(clone, git);
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message", "by hand");
  await git("push", "--quiet", ...push, "origin", "HEAD:main");
}

const place = () => ({
  developer,
  author: { name: "fluxlab release", email: "release@fluxlab.invalid" },
  repository: { url: `${gitea.baseUrl}/platform/fleet.git`, branch: "main" },
  directory: "apps",
});
const release = (version: string, ...clusters: string[]) =>
  commitRelease(lab, place(), version, clusters.length === 0 ? ["one", "two"] : clusters);
const head = async (): Promise<string> => {
  const { commit } = (await api("GET", `${repository}/branches/main`)) as {
    commit: { id: string };
  };
  return commit.id;
};

test("files of all names, large ones, a submodule and LFS pointers beside it stay as they are", async () => {
  await inClone(async (clone, git) => {
    writeFileSync(join(clone, "Größe der Äpfel.yaml"), "a: 1\r\n");
    writeFileSync(join(clone, "large"), Buffer.alloc(60 * 1024 * 1024, "fluxlab"));
    writeFileSync(join(clone, ".gitattributes"), "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    writeFileSync(join(clone, "pointer.bin"), "version https://git-lfs.github.com/spec/v1\n");
    const commit = "0123456789012345678901234567890123456789";
    await git("add", "--all");
    await git("update-index", "--add", "--cacheinfo", `160000,${commit},libs/other`);
  });
  const before = await head();
  const { pushed } = await release("6.9.3-lab.1");
  expect(await head()).toBe(pushed?.commit);
  const { files } = (await api("GET", `${repository}/git/commits/${pushed?.commit ?? ""}`)) as {
    files: { filename: string }[];
  };
  expect(files.map(({ filename }) => filename).sort()).toEqual([
    "apps/one/podinfo.yaml",
    "apps/two/podinfo.yaml",
  ]);
  expect(pushed?.older.has(before)).toBe(true);
});

test("a history that was written anew is built on", async () => {
  await inClone(async (_clone, git) => {
    await git("checkout", "--quiet", "--orphan", "anew");
  }, "--force");
  const anew = await head();
  const { pushed } = await release("6.9.3-lab.2");
  expect(pushed?.older).toEqual(new Set([anew]));
});

test.each([
  ["a protected branch", { enable_push: false }],
  ["required reviews", { enable_push: false, required_approvals: 1 }],
  ["a list of who may push", { enable_push: true, enable_push_whitelist: true }],
  ["protected files", { enable_push: true, protected_file_patterns: "apps/**" }],
  ["signed commits only", { enable_push: true, require_signed_commits: true }],
])("%s refuses the push, and that is told with what to do", async (_, rules) => {
  const before = await head();
  const protections = `${repository}/branch_protections`;
  await api("POST", protections, { rule_name: "main", ...rules });
  try {
    await expect(release("6.9.2")).rejects.toMatchObject({
      message: expect.stringMatching(
        /^nothing was changed in main: the push was refused: /,
      ) as string,
      remedy: expect.stringContaining("/platform/fleet/settings/branches") as string,
    });
    expect(await head()).toBe(before);
  } finally {
    await api("DELETE", `${protections}/main`);
  }
});

test("an archived repository, a lost right and a wrong password are told too", async () => {
  await api("PATCH", repository, { archived: true });
  await expect(release("6.9.2")).rejects.toThrow("archived");
  await api("PATCH", repository, { archived: false });

  await api("PUT", `${repository}/collaborators/developer`, { permission: "read" });
  await expect(release("6.9.2")).rejects.toThrow("the push was refused");
  await api("PUT", `${repository}/collaborators/developer`, { permission: "write" });

  const wrong = { ...place(), developer: { ...developer, token: "wrong" } };
  await expect(commitRelease(lab, wrong, "6.9.2", ["one"])).rejects.toMatchObject({
    message: expect.stringContaining("git cannot fetch") as string,
    remedy: expect.stringContaining("./lab up") as string,
  });
});

test("a repository that was renamed is followed, and a branch that is gone is named", async () => {
  await api("PATCH", repository, { name: "fleet-2" });
  const { pushed } = await release("6.9.3-lab.3", "one");
  expect(pushed?.commit).toMatch(/^[0-9a-f]{40}$/);
  await api("PATCH", "/api/v1/repos/platform/fleet-2", { name: "fleet" });

  const live = { ...place(), repository: { ...place().repository, branch: "live" } };
  await expect(commitRelease(lab, live, "6.9.2", ["one"])).rejects.toThrow(
    "no branch live, which Flux follows",
  );
});
