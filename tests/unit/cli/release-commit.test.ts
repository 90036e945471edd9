import { pulumiBackend } from "../../../cli/lab/pulumi-backend.ts";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBehind } from "../../../cli/git/push-refusal.ts";
import { commitRelease, releaseMessage } from "../../../cli/release/commit.ts";

const root = mkdtempSync(join(tmpdir(), "fluxlab release "));
const bare = join(root, "fleet.git");
const env = {
  PATH: process.env["PATH"],
  HOME: root,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};
const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const pin = (version: string): string =>
  `kind: HelmRelease\nmetadata: {name: podinfo}\nspec: {chart: {spec: {version: ${version}}}} # keep\n`;
const lfsPointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`;
const backend = pulumiBackend(root, {});
const lab = { env, places: { project: root, state: root, cache: root, stack: "local", backend } };
const place = {
  developer: { username: "developer", token: "t0ken" },
  author: { name: "fluxlab release", email: "release@fluxlab.invalid" },
  repository: { branch: "main", url: `file://${bare}` },
  directory: "apps",
};
const inGit = (path: string): string => git(bare, "show", `main:${path}`);

beforeAll(() => {
  const seed = join(root, "seed");
  mkdirSync(join(root, "clones"));
  for (const cluster of ["one", "two"]) {
    mkdirSync(join(seed, "apps", cluster), { recursive: true });
    writeFileSync(join(seed, "apps", cluster, "podinfo.yaml"), pin("6.9.2"));
  }
  git(root, "init", "--quiet", "--bare", "--initial-branch=main", bare);
  git(seed, "init", "--quiet", "--initial-branch=main");
  git(seed, "add", ".");
  git(seed, "commit", "--quiet", "-m", "seed");
  git(seed, "push", "--quiet", bare, "main");
  // Somebody else's commit, kept aside for the race below.
  writeFileSync(join(seed, "README.md"), "hello\n");
  git(seed, "add", ".");
  git(seed, "commit", "--quiet", "-m", "somebody else");
  git(seed, "push", "--quiet", bare, "main:refs/heads/aside");
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

test("one commit by the lab's own author changes the named cluster alone", async () => {
  const { previous, pushed } = await commitRelease(lab, place, "6.9.3-lab.1", ["two"]);
  expect(previous).toEqual({ two: "6.9.2" });
  expect(git(bare, "rev-parse", "main")).toBe(pushed?.commit);
  expect(inGit("apps/two/podinfo.yaml")).toBe(pin("6.9.3-lab.1").trim());
  expect(inGit("apps/one/podinfo.yaml")).toBe(pin("6.9.2").trim());
  expect(git(bare, "log", "-1", "--format=%an <%ae> %s", "main")).toBe(
    "fluxlab release <release@fluxlab.invalid> Release podinfo 6.9.3-lab.1 to two",
  );
  expect(pushed?.older.size).toBe(1);
  expect(pushed?.older.has(pushed.commit)).toBe(false);
  expect(readdirSync(join(root, "clones"))).toEqual([]);
});

test("the version that is there already makes no commit", async () => {
  const head = git(bare, "rev-parse", "main");
  const { pushed } = await commitRelease(lab, place, "6.9.3-lab.1", ["two"]);
  expect(pushed).toBeUndefined();
  expect(git(bare, "rev-parse", "main")).toBe(head);
});

test("a head that moves under the push is followed, and nothing of it is lost", async () => {
  const hook = join(bare, "hooks", "pre-receive");
  // Moves main between the client's look and its update, once.
  writeFileSync(
    hook,
    `#!/bin/sh\nrm -- "$0"\nunset GIT_QUARANTINE_PATH\n` +
      `tree=$(git rev-parse 'aside^{tree}')\n` +
      `new=$(git -c user.name=t -c user.email=t@t commit-tree -p main -m moved "$tree")\n` +
      `git update-ref refs/heads/main "$new"\n`,
  );
  chmodSync(hook, 0o755);
  const { pushed } = await commitRelease(lab, place, "6.9.3-lab.2", ["one", "two"]);
  expect(git(bare, "log", "--format=%s", "-2", "main").split("\n")).toEqual([
    "Release podinfo 6.9.3-lab.2 to one and two",
    "moved",
  ]);
  expect(inGit("README.md")).toBe("hello");
  expect(pushed?.older.size).toBe(3);
});

test.each([
  ["! [rejected] main -> main (fetch first)", true],
  ["! [rejected] main -> main (non-fast-forward)", true],
  ["error: cannot lock ref 'refs/heads/main': is at 1 but expected 2", true],
  ["remote: Gitea: Not allowed to push to protected branch main", false],
])("%s", (stderr, behind) => {
  expect(isBehind(stderr)).toBe(behind);
});

test("the message names few clusters and counts many", () => {
  expect(releaseMessage("2.0.0", { a: "1.0.0", b: "2.0.0" })).toBe(
    "Release podinfo 2.0.0 to a\n\na: 1.0.0 -> 2.0.0\n",
  );
  expect(releaseMessage("2.0.0", { a: "1", b: "1", c: "1" })).toMatch(
    /^Release podinfo 2.0.0 to 3 clusters\n/,
  );
});

/** Commits upon main with plain git what `change` does in a clone. */
function commitByHand(change: (clone: string) => void, ...paths: string[]): void {
  const clone = mkdtempSync(join(root, "hand "));
  git(root, "clone", "--quiet", "--branch", "main", bare, clone);
  change(clone);
  git(clone, "add", ...(paths.length === 0 ? ["--all"] : paths));
  git(clone, "commit", "--quiet", "-m", "by hand");
  git(clone, "push", "--quiet", "origin", "HEAD:main");
}

test("nothing but the value changes, whatever .gitattributes, names and line ends there are", async () => {
  const crlf = pin("6.9.2").replaceAll("\n", "\r\n");
  commitByHand((clone) => {
    writeFileSync(join(clone, "apps", "two", "podinfo.yaml"), crlf);
    writeFileSync(join(clone, "Größe der Äpfel.txt"), "one\r\ntwo\r\n");
  });
  commitByHand(
    (clone) => {
      // From here on a checkout finds every file with CRLF changed.
      writeFileSync(join(clone, ".gitattributes"), "* text=auto eol=lf\n*.bin filter=lfs\n");
      writeFileSync(join(clone, "big.bin"), "version https://git-lfs.github.com/spec/v1\n");
    },
    ".gitattributes",
    "big.bin",
  );
  await commitRelease(lab, place, "6.9.3-lab.3", ["two"]);
  expect(git(bare, "diff", "--name-only", "main~1", "main")).toBe("apps/two/podinfo.yaml");
  const bytes = execFileSync("git", ["cat-file", "blob", "main:apps/two/podinfo.yaml"], {
    cwd: bare,
  });
  expect(bytes.toString()).toBe(crlf.replace("6.9.2", "6.9.3-lab.3"));
});

test("the branch that Flux follows is the one, whatever the default branch is", async () => {
  git(bare, "update-ref", "refs/heads/other", "main");
  git(bare, "symbolic-ref", "HEAD", "refs/heads/other");
  const other = git(bare, "rev-parse", "other");
  const { pushed } = await commitRelease(lab, place, "6.9.3-lab.4", ["one"]);
  expect(git(bare, "rev-parse", "main")).toBe(pushed?.commit);
  expect(git(bare, "rev-parse", "other")).toBe(other);
  git(bare, "symbolic-ref", "HEAD", "refs/heads/main");
});

test("a branch that is not there is named, with the command that puts it back", async () => {
  const repository = { ...place.repository, branch: "live" };
  await expect(
    commitRelease(lab, { ...place, repository }, "1.0.0", ["one"]),
  ).rejects.toMatchObject({
    message: expect.stringContaining("no branch live, which Flux follows") as string,
    remedy: expect.stringContaining("refs/heads/live") as string,
  });
});

test("a history that somebody wrote anew under the push is built on", async () => {
  const hook = join(bare, "hooks", "pre-receive");
  writeFileSync(
    hook,
    `#!/bin/sh\nrm -- "$0"\nunset GIT_QUARANTINE_PATH\n` +
      `new=$(git -c user.name=t -c user.email=t@t commit-tree -m squashed 'main^{tree}')\n` +
      `git update-ref refs/heads/main "$new"\n`,
  );
  chmodSync(hook, 0o755);
  await commitRelease(lab, place, "6.9.3-lab.5", ["one"]);
  expect(git(bare, "log", "--format=%s", "main").split("\n")).toEqual([
    "Release podinfo 6.9.3-lab.5 to one",
    "squashed",
  ]);
});

test("what a hook refuses is told in the hook's words", async () => {
  const hook = join(bare, "hooks", "pre-receive");
  writeFileSync(hook, "#!/bin/sh\necho 'a ticket number is missing' >&2\nexit 1\n");
  chmodSync(hook, 0o755);
  await expect(commitRelease(lab, place, "6.9.3-lab.6", ["one"])).rejects.toMatchObject({
    message: expect.stringContaining("a ticket number is missing") as string,
    remedy: expect.stringContaining("git clone") as string,
  });
  rmSync(hook);
});

test.each([
  [
    "is a symbolic link",
    (path: string) => {
      symlinkSync("../one/podinfo.yaml", path);
    },
  ],
  [
    "is in Git LFS",
    (path: string) => {
      writeFileSync(path, lfsPointer);
    },
  ],
  [
    "is no text in UTF-8",
    (path: string) => {
      writeFileSync(path, Buffer.from([0x6b, 0xe4, 0x0a]));
    },
  ],
  ["there is no apps/two", () => undefined],
  [
    "it is a directory",
    (path: string) => {
      mkdirSync(path);
      writeFileSync(join(path, "file"), "");
    },
  ],
])("a file that cannot be changed is refused: %s", async (why, put) => {
  const before = git(bare, "rev-parse", "main");
  commitByHand((clone) => {
    const path = join(clone, "apps", "two", "podinfo.yaml");
    rmSync(path);
    writeFileSync(join(clone, "why"), why);
    put(path);
  });
  const head = git(bare, "rev-parse", "main");
  await expect(commitRelease(lab, place, "1.0.0", ["one", "two"])).rejects.toThrow(why);
  expect(git(bare, "rev-parse", "main")).toBe(head);
  git(bare, "update-ref", "refs/heads/main", before);
});
