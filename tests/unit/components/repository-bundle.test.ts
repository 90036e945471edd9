import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(__dirname, "..", "..", "..", "components", "repository-bundle", "save.sh");
const root = mkdtempSync(join(tmpdir(), "fluxlab bundle "));
const bare = join(root, "gitea", "platform", "fleet.git");
const bundles = join(root, "state", "bundles");

// Stands for Docker: runs here what should run in Gitea's container.
writeFileSync(
  join(root, "docker"),
  `#!/bin/bash
all="$*"
test "$all" = "\${all#exec --user git lab-gitea }" && exit 125
shift 4
exec "\${@//\\/data\\/git\\/repositories/$GITEA}"
`,
);
chmodSync(join(root, "docker"), 0o755);

const git = (...args: string[]): string =>
  execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const commitAs = (email: string): void => {
  const tree = git("-C", bare, "write-tree");
  const who = ["-c", "user.name=somebody", "-c", `user.email=${email}`];
  const parents = git("-C", bare, "for-each-ref", "refs/heads/main") === "" ? [] : ["-p", "main"];
  const args = ["commit-tree", ...parents, "-m", "a commit", tree];
  const commit = git("-C", bare, ...who, ...args);
  git("-C", bare, "update-ref", "refs/heads/main", commit);
};
const save = () =>
  spawnSync("bash", ["--norc", "-c", `source '${script}'`], {
    encoding: "utf8",
    env: {
      PATH: `${root}:${process.env["PATH"] ?? ""}`,
      GITEA: join(root, "gitea"),
      FLUXLAB_STATE: join(root, "state"),
      CONTAINER: "lab-gitea",
      OWNER: "Platform",
      REPOSITORY: "fleet",
      SEED_EMAIL: "seed@fluxlab.invalid",
    },
  });

beforeAll(() => {
  mkdirSync(join(root, "gitea", "platform"), { recursive: true });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

test("a repository that is gone has nothing to save", () => {
  const { status, stderr } = save();
  expect([status, stderr]).toEqual([
    0,
    "Platform/fleet is gone already: there is nothing to save\n",
  ]);
});

test("neither has one that only the seed has committed to", () => {
  git("init", "--quiet", "--bare", "--initial-branch=main", bare);
  expect(save().stderr).toContain("nobody has committed");
  commitAs("seed@fluxlab.invalid");
  const { status, stderr } = save();
  expect([status, stderr]).toEqual([
    0,
    "nobody has committed to Platform/fleet: there is nothing to save\n",
  ]);
  expect(existsSync(bundles)).toBe(false);
});

test("people's commits are saved, and the output says where", () => {
  commitAs("somebody@example.invalid");
  const { status, stderr } = save();
  expect(status).toBe(0);
  const [bundle = "", ...others] = readdirSync(bundles);
  expect(others).toEqual([]);
  expect(bundle).toMatch(/^Platform-fleet-\d{8}T\d{6}Z\.bundle$/);
  expect(stderr).toContain(`git clone ${join(bundles, bundle)}`);
  const clone = join(root, "clone");
  git("clone", "--quiet", join(bundles, bundle), clone);
  expect(git("-C", clone, "log", "--format=%ae").split("\n")).toEqual([
    "somebody@example.invalid",
    "seed@fluxlab.invalid",
  ]);
});

test("when saving fails nothing half-made is left, and the deletion fails", () => {
  rmSync(bundles, { recursive: true, force: true });
  rmSync(join(bare, "objects"), { recursive: true });
  const { status } = save();
  expect(status).not.toBe(0);
  expect(existsSync(bundles) ? readdirSync(bundles) : []).toEqual([]);
});
