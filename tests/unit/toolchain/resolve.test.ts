import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuildContext } from "../../../toolchain/parts/build-context.ts";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { resolveTool } from "../../../toolchain/fetch/resolve.ts";
import { run } from "../../../toolchain/system/run.ts";
import type { Tool } from "../../../toolchain/versions.ts";

const asset = "#!/bin/sh\necho released\n";
const digest = createHash("sha256").update(asset).digest("hex");
const name = process.arch === "x64" ? "tool-linux-amd64" : `tool-linux-${process.arch}`;

let root: string;
let context: BuildContext;
let server: Server;
let site: string;
let files: Record<string, string>;
const searchPath = process.env["PATH"];
const built = jest.fn(async (bin: string) => {
  await writeFile(join(bin, "tool"), "built");
  return "source" as const;
});

beforeEach(async () => {
  built.mockClear();
  root = await mkdtemp(join(tmpdir(), "fluxlab-resolve-"));
  files = { [`/${name}`]: asset, "/checksums.txt": `${digest}  _dist/${name}\n` };
  server = createServer((request, response) => {
    const text = files[request.url ?? ""];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  site = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  for (const directory of ["result", "scratch", "path"]) {
    await mkdir(join(root, directory));
  }
  context = {
    directory: join(root, "result"),
    scratch: join(root, "scratch"),
    cache: cacheDirectories({ FLUXLAB_CACHE: join(root, "cache") }),
    step: { update: () => undefined, done: () => undefined, fail: () => undefined },
    part: () => "",
    run,
    go: () => Promise.resolve("go"),
  };
  process.env["PATH"] = `${join(root, "path")}:${searchPath ?? ""}`;
});

afterEach(async () => {
  process.env["PATH"] = searchPath;
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true });
});

function tool(pattern: RegExp): Tool {
  return {
    version: "1.2.3",
    // `true` of GNU coreutils is a real program that says its version.
    recognise: { args: ["--version"], pattern },
    release: {
      url: `${site}/tool-linux-{arch}`,
      checksums: `${site}/checksums.txt`,
      members: "itself",
    },
  };
}

const wanted = /^true \(GNU coreutils\)/m;
const online = { releases: true, images: false };
const offline = { releases: false, images: false };

async function result(): Promise<string> {
  return readFile(join(root, "result", "bin", "tool"), "utf8");
}

test("the program on PATH at the pinned version comes first", async () => {
  await copyFile("/bin/true", join(root, "path", "tool"));
  expect(await resolveTool(tool(wanted), ["tool"], online, context, built)).toBe("PATH");
  const copied = await readFile(join(root, "result", "bin", "tool"));
  expect(copied.equals(await readFile("/bin/true"))).toBe(true);
  expect(built).not.toHaveBeenCalled();
});

test("another version on PATH is passed over: the release is fetched", async () => {
  await copyFile("/bin/true", join(root, "path", "tool"));
  const other = tool(/^true 1\.2\.3$/m);
  expect(await resolveTool(other, ["tool"], online, context, built)).toBe("release");
  expect(await result()).toBe(asset);
});

test("a script on PATH is passed over: it may lead elsewhere tomorrow", async () => {
  await writeFile(join(root, "path", "tool"), "#!/bin/sh\nexec true --version\n");
  await chmod(join(root, "path", "tool"), 0o755);
  expect(await resolveTool(tool(wanted), ["tool"], online, context, built)).toBe("release");
});

test("a tool without its companions on PATH is passed over", async () => {
  await copyFile("/bin/true", join(root, "path", "tool"));
  const origin = await resolveTool(tool(wanted), ["tool", "plugin"], online, context, built);
  expect(origin).toBe("release");
});

test("our own toolchain on PATH does not count", async () => {
  const bin = join(root, "cache", "toolchains", "key", "bin");
  await mkdir(bin, { recursive: true });
  await copyFile("/bin/true", join(bin, "tool"));
  process.env["PATH"] = bin;
  expect(await resolveTool(tool(wanted), ["tool"], offline, context, built)).toBe("source");
});

test("without release sites it is built, and nothing is asked for", async () => {
  files = {};
  expect(await resolveTool(tool(wanted), ["tool"], offline, context, built)).toBe("source");
  expect(await result()).toBe("built");
});

test("a release that is not there is no obstacle: it is built", async () => {
  files = { "/checksums.txt": `${digest}  ${name}\n` };
  expect(await resolveTool(tool(wanted), ["tool"], online, context, built)).toBe("source");
});

test("a release that nobody vouches for is not used: it is built", async () => {
  files["/checksums.txt"] = `${digest}  another-file\n`;
  expect(await resolveTool(tool(wanted), ["tool"], online, context, built)).toBe("source");
});

test("a release that is not what was published stops everything", async () => {
  files[`/${name}`] = "something else";
  const work = resolveTool(tool(wanted), ["tool"], online, context, built);
  await expect(work).rejects.toThrow(`published is ${digest}`);
  expect(built).not.toHaveBeenCalled();
});
