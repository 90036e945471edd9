import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPartsFile } from "../../../components/parts/parts-file.ts";
import { publicParts } from "../../../components/parts/public-parts.ts";
import { assemble } from "../../../toolchain/cache/assemble.ts";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { describeToolchain, locateToolchain } from "../../../toolchain/index.ts";
import { settleLane } from "../../../toolchain/cache/settled-lane.ts";
import type { LaneName } from "../../../toolchain/lanes/lane.ts";
import { laneNamed } from "../../../toolchain/lanes/lanes.ts";
import { toolchainDirectory } from "../../../toolchain/toolchain.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fluxlab-locate-"));
  process.env["FLUXLAB_CACHE"] = root;
});

afterEach(() => {
  delete process.env["FLUXLAB_CACHE"];
  rmSync(root, { recursive: true });
});

async function complete(name: LaneName): Promise<string> {
  const cache = cacheDirectories();
  const lane = laneNamed(name);
  mkdirSync(cache.toolchains, { recursive: true });
  const directory = toolchainDirectory(cache, lane);
  const part = {
    ...{ id: "k3d", directory: "k3d-1", title: "k3d", version: "5.8.3", seconds: 28 },
    files: ["bin/k3d"],
  };
  const record = { key: "key", lane: name, parts: [{ ...part, origin: "source" as const }] };
  await assemble(directory, [], record, lane.partsFile(directory));
  return directory;
}

test("without a complete toolchain the error says what to type", () => {
  expect(locateToolchain).toThrow(
    `There is no complete toolchain in ${join(root, "toolchains")}. Type: ./lab toolchain`,
  );
  expect(describeToolchain().every(({ present }) => !present)).toBe(true);
});

test("a toolchain that was half assembled does not count", () => {
  mkdirSync(join(toolchainDirectory(cacheDirectories(), laneNamed("source")), "bin"), {
    recursive: true,
  });
  expect(locateToolchain).toThrow("There is no complete toolchain");
});

test("a complete one is found, with what it was made from", async () => {
  const directory = await complete("source");
  expect(locateToolchain()).toMatchObject({
    directory,
    bin: join(directory, "bin"),
    lane: "source",
  });
  const k3d = describeToolchain().find(({ id }) => id === "k3d");
  expect(k3d).toMatchObject({
    present: true,
    origin: "source",
    seconds: 28,
    paths: [join(directory, "bin", "k3d")],
  });
});

describe("where both lanes have one", () => {
  let source: string;
  let released: string;

  beforeEach(async () => {
    source = await complete("source");
    released = await complete("released");
  });

  afterEach(() => {
    delete process.env["FLUXLAB_LANE"];
  });

  test("the released one is taken", () => {
    expect(locateToolchain()).toMatchObject({ directory: released, lane: "released" });
  });

  test("the one used last is kept, unless the other one is asked for", () => {
    settleLane(cacheDirectories(), "source");
    expect(locateToolchain().directory).toBe(source);
    process.env["FLUXLAB_LANE"] = "released";
    expect(locateToolchain().directory).toBe(released);
  });
});

test("the program is told what was built, and of released parts no more than where the tools are", async () => {
  const built = await complete("source");
  const parts = readPartsFile(locateToolchain().partsFile);
  expect(parts).toMatchObject({
    imageArchives: join(built, "images"),
    fluxManifests: { file: join(built, "manifests", "flux-install.yaml") },
    tools: join(built, "bin"),
  });
  expect(parts.charts.map(({ version }) => version)).toEqual([
    "6.9.2",
    "6.9.3-lab.1",
    "6.9.3-lab.2",
  ]);
  const released = await complete("released");
  expect(readPartsFile(locateToolchain().partsFile)).toEqual({
    ...publicParts,
    tools: join(released, "bin"),
  });
});
