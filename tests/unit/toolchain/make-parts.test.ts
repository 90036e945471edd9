import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { makeParts } from "../../../toolchain/parts/make-parts.ts";
import type { Part } from "../../../toolchain/parts/part.ts";
import { PartStore } from "../../../toolchain/parts/part-store.ts";

let root: string;
let made: string[];
let said: string[];
let networkIsDown: boolean;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fluxlab-make-"));
  made = [];
  said = [];
  networkIsDown = false;
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const progress = {
  step: (title: string) => ({
    update: () => undefined,
    done: (text?: string) => said.push(`${title}: ${text ?? ""}`),
    fail: (text: string) => said.push(`${title} FAILED: ${text}`),
  }),
};

function part(id: string, dependencies: readonly Part[] = []): Part {
  return {
    id,
    title: `the ${id}`,
    version: "1",
    inputs: {},
    dependencies,
    build: () => {
      if (networkIsDown && id === "image") {
        return Promise.reject(new Error("no route to host\nand more"));
      }
      made.push(id);
      return Promise.resolve("source");
    },
  };
}

const program = part("program");
const image = part("image", [program]);
const other = part("other", [image]);

async function run(): Promise<void> {
  const cache = cacheDirectories({ FLUXLAB_CACHE: root });
  const store = new PartStore(cache);
  await makeParts([program, image, other], store, progress, 2);
}

test("a second run makes what the first one did not get to", async () => {
  networkIsDown = true;
  await expect(run()).rejects.toThrow("image: no route to host");
  expect(made).toEqual(["program"]);
  expect(said).toEqual([
    expect.stringMatching(/^the program: source, \d+ s$/),
    "the image FAILED: no route to host",
  ]);

  networkIsDown = false;
  await run();
  expect(made).toEqual(["program", "image", "other"]);
});

test("a third run makes nothing and says nothing", async () => {
  await run();
  said = [];
  await run();
  expect(made).toHaveLength(3);
  expect(said).toEqual([]);
});
