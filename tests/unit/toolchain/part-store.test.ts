import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import type { Part } from "../../../toolchain/parts/part.ts";
import { PartStore } from "../../../toolchain/parts/part-store.ts";

const step = { update: () => undefined, done: () => undefined, fail: () => undefined };

let root: string;
let store: PartStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fluxlab parts-"));
  store = new PartStore(cacheDirectories({ FLUXLAB_CACHE: root }));
});

afterEach(() => rm(root, { recursive: true }));

function part(id: string, build: Part["build"], dependencies: readonly Part[] = []): Part {
  return { id, title: id, version: "1", inputs: {}, dependencies, build };
}

const program = part("program", async ({ directory }) => {
  await writeFile(join(directory, "program"), "works");
  return "source";
});

test("a part is there when it was made, with where it came from", async () => {
  expect(store.has(program)).toBe(false);
  await store.make(program, step);
  expect(store.has(program)).toBe(true);
  expect(await store.record(program)).toMatchObject({ id: "program", origin: "source" });
});

test("a part that fails half-way is not there, and what was made before stays", async () => {
  await store.make(program, step);
  const broken = part("image", async ({ directory }) => {
    await writeFile(join(directory, "half"), "");
    throw new Error("disk full");
  });
  await expect(store.make(broken, step)).rejects.toThrow("disk full");
  expect(store.has(broken)).toBe(false);
  expect(store.has(program)).toBe(true);
  expect(await readdir(join(root, "parts"))).toHaveLength(1);
});

test("a part reads what it depends on, and its scratch directory is removed", async () => {
  let scratch = "";
  const image = part(
    "image",
    async (context) => {
      scratch = context.scratch;
      const text = await readFile(join(context.part(program), "program"), "utf8");
      await writeFile(join(context.directory, "image"), `image of what ${text}`);
      return "source";
    },
    [program],
  );
  await store.make(program, step);
  await store.make(image, step);
  const file = join(store.directory(image), "image");
  expect(await readFile(file, "utf8")).toBe("image of what works");
  expect(existsSync(scratch)).toBe(false);
});

test("what a killed run left is removed, what another run is making is not", async () => {
  await mkdir(join(root, "parts", ".making-999999999-gone"), { recursive: true });
  await mkdir(join(root, "parts", `.making-${String(process.pid)}-mine`));
  await store.removeLeftovers();
  expect(await readdir(join(root, "parts"))).toEqual([`.making-${String(process.pid)}-mine`]);
});

test("a command that fails is reported with its last words and the log", async () => {
  const broken = part("broken", async (context) => {
    await context.run("sh", ["-c", "echo compiling; echo main.go:1: syntax error >&2; exit 3"]);
    return "source";
  });
  const failure = store.make(broken, step);
  await expect(failure).rejects.toThrow(/exit code 3[^]*main\.go:1: syntax error[^]*broken\.log/);
});
