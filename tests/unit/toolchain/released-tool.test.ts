import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { releasedTool } from "../../../toolchain/fetch/released-tool.ts";
import { architecture } from "../../../toolchain/fetch/release.ts";
import { PartStore } from "../../../toolchain/parts/part-store.ts";
import type { Tool } from "../../../toolchain/versions.ts";
import { type Site, startSite } from "./release-site.ts";

const program = "#!/bin/sh\necho released\n";
const arch = architecture();

let root: string;
let site: Site;
let files: Record<string, string | Buffer>;
let said: string[];
const searchPath = process.env["PATH"];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fluxlab-released-"));
  files = {};
  said = [];
  site = await startSite((request, response) => {
    const content = files[request.url ?? ""];
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await mkdir(join(root, "path"));
  process.env["PATH"] = `${join(root, "path")}:${searchPath ?? ""}`;
});

afterEach(async () => {
  process.env["PATH"] = searchPath;
  site.close();
  await rm(root, { recursive: true });
});

/** `true` of GNU coreutils is a real program that says its version. */
const recognise = { args: ["--version"], pattern: /^true \(GNU coreutils\)/m };

function tool(more: Partial<Tool> = {}, archive = false): Tool {
  return {
    title: "The tool",
    version: "1.2.3",
    programs: ["tool"],
    recognise,
    release: {
      url: `${site.url}/tool-linux-{arch}`,
      mirrors: [`${site.url}/mirror/tool-linux-{arch}`],
      checksums: `${site.url}/checksums.txt`,
      archive,
    },
    ...more,
  };
}

function sum(content: string | Buffer, algorithm = "sha256"): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** An archive of these files, named as tar is told to. */
async function archiveOf(content: Record<string, string>, member: string): Promise<Buffer> {
  const tree = join(root, "tree");
  for (const [path, text] of Object.entries(content)) {
    await mkdir(join(tree, path, ".."), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  return execFileSync("tar", ["-C", tree, "-cz", member]);
}

async function make(wanted: Tool) {
  const store = new PartStore(cacheDirectories({ FLUXLAB_CACHE: join(root, "cache") }));
  const part = releasedTool(wanted);
  const update = (text: string): void => {
    said.push(text);
  };
  const step = { update, done: () => undefined, fail: () => undefined };
  const { origin } = await store.make(part, step);
  return { origin, directory: store.directory(part) };
}

async function onPath(): Promise<void> {
  await copyFile("/bin/true", join(root, "path", "tool"));
}

test("the program on PATH at the pinned version comes first, and nothing is asked for", async () => {
  await onPath();
  const { origin, directory } = await make(tool());
  expect(origin).toBe("PATH");
  const copied = await readFile(join(directory, "bin", "tool"));
  expect(copied.equals(await readFile("/bin/true"))).toBe(true);
  expect(site.requests).toEqual([]);
});

describe("passed over on PATH, so that the release is fetched:", () => {
  beforeEach(() => {
    files[`/tool-linux-${arch}`] = program;
    files["/checksums.txt"] = `${sum(program)}  _dist/tool-linux-${arch}\n`;
  });

  test("another version", async () => {
    await onPath();
    const other = tool({ recognise: { args: ["--version"], pattern: /^true 1\.2\.3$/m } });
    const { origin, directory } = await make(other);
    expect(origin).toBe("release");
    expect(await readFile(join(directory, "bin", "tool"), "utf8")).toBe(program);
    expect((await stat(join(directory, "bin", "tool"))).mode & 0o777).toBe(0o755);
  });

  test("a script, which may lead elsewhere tomorrow", async () => {
    await writeFile(join(root, "path", "tool"), "#!/bin/sh\nexec true --version\n");
    await chmod(join(root, "path", "tool"), 0o755);
    expect((await make(tool())).origin).toBe("release");
  });

  test("our own toolchain", async () => {
    const bin = join(root, "cache", "toolchains", "key", "bin");
    await mkdir(bin, { recursive: true });
    await copyFile("/bin/true", join(bin, "tool"));
    process.env["PATH"] = `${bin}:${searchPath ?? ""}`;
    expect((await make(tool())).origin).toBe("release");
  });
});

test.each([
  ["names with ./", { "program/tool": program }, "./program"],
  ["a directory around everything", { "program/tool": program, "program/more": "" }, "program"],
])("an archive with %s", async (_, content, member) => {
  const archive = await archiveOf(content, member);
  files[`/tool-linux-${arch}`] = archive;
  files["/checksums.txt"] = `${sum(archive)}  tool-linux-${arch}\n`;
  const { directory } = await make(tool({}, true));
  expect(await readFile(join(directory, "bin", "tool"), "utf8")).toBe(program);
});

test("the docker plugin's release: SHA-1 sums of names with ./, and an archive of such names", async () => {
  const archive = await archiveOf({ "pulumi-resource-tool": program }, ".");
  files[`/tool-linux-${arch}`] = archive;
  files["/checksums.txt"] = `${sum(archive, "sha1")}  ./tool-linux-${arch}\n`;
  const plugin = tool({ programs: ["pulumi-resource-tool"], plugin: true }, true);
  const { origin, directory } = await make(plugin);
  expect(origin).toBe("release");
  const file = join(directory, "plugins", "pulumi-resource-tool");
  expect(await readFile(file, "utf8")).toBe(program);
});

test("an archive without the program is refused, with what it has", async () => {
  const archive = await archiveOf({ LICENSE: "" }, "LICENSE");
  files[`/tool-linux-${arch}`] = archive;
  files["/checksums.txt"] = `${sum(archive)}  tool-linux-${arch}\n`;
  await expect(make(tool({}, true))).rejects.toThrow("the archive has no tool, only LICENSE");
});

test("where the asset is not there, the mirror is asked", async () => {
  files[`/mirror/tool-linux-${arch}`] = program;
  files["/checksums.txt"] = `${sum(program)}  tool-linux-${arch}\n`;
  expect((await make(tool())).origin).toBe("release");
  expect(said.join("\n")).toContain("HTTP 404");
});

test("what is nowhere is one message that says where it was looked for and what to do", async () => {
  files["/checksums.txt"] = `${sum(program)}  tool-linux-${arch}\n`;
  await expect(make(tool())).rejects.toThrow(
    "The tool 1.2.3 cannot be had:\n" +
      `${site.url}/tool-linux-${arch}: HTTP 404 Not Found\n` +
      `${site.url}/mirror/tool-linux-${arch}: HTTP 404 Not Found\n` +
      "Let this machine reach that address (https_proxy counts), and try again; or install tool 1.2.3 " +
      "on PATH yourself; or build everything here, which takes half an hour: " +
      "./lab toolchain --from-source",
  );
});

test("a release that nobody vouches for is not used", async () => {
  files[`/tool-linux-${arch}`] = program;
  files["/checksums.txt"] = `${sum(program)}  another-file\n`;
  await expect(make(tool())).rejects.toThrow(`has no SHA-256 or SHA-1 of tool-linux-${arch}`);
});

test("a release that is not what was published ends it: no mirror is asked", async () => {
  files[`/tool-linux-${arch}`] = "something else";
  files[`/mirror/tool-linux-${arch}`] = program;
  files["/checksums.txt"] = `${sum(program)}  tool-linux-${arch}\n`;
  await expect(make(tool())).rejects.toThrow(
    /published is [0-9a-f]{64}\nWhat arrived is not what the project published/,
  );
  expect(site.requests).not.toContain(`/mirror/tool-linux-${arch}`);
});

test("a checksum that is pinned here counts, not the list", async () => {
  const { release, ...rest } = tool();
  files[`/tool-linux-${arch}`] = program;
  files["/checksums.txt"] = `${sum("something else")}  tool-linux-${arch}\n`;
  const sha256 = { [arch]: sum(program) };
  expect((await make({ ...rest, release: { ...release, sha256 } })).origin).toBe("release");
});
