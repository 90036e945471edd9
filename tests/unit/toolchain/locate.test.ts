import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "../../../toolchain/cache/assemble.ts";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { describeToolchain, locateToolchain } from "../../../toolchain/index.ts";
import { registriesOnly } from "../../../toolchain/lanes/reachability.ts";
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

async function complete(reach: { releases: boolean; images: boolean }): Promise<string> {
  const cache = cacheDirectories();
  mkdirSync(cache.toolchains, { recursive: true });
  const directory = toolchainDirectory(cache, reach);
  const part = {
    ...{ id: "k3d", directory: "k3d-1", title: "k3d", version: "5.8.3", seconds: 28 },
    files: ["bin/k3d"],
  };
  await assemble(directory, [], { key: "key", reach, parts: [{ ...part, origin: "source" }] });
  return directory;
}

test("without a complete toolchain the error says what to type", () => {
  expect(locateToolchain).toThrow(
    `There is no complete toolchain in ${join(root, "toolchains")}. Type: ./lab toolchain`,
  );
  expect(describeToolchain().every(({ present }) => !present)).toBe(true);
});

test("a toolchain that was half assembled does not count", () => {
  mkdirSync(join(toolchainDirectory(cacheDirectories(), registriesOnly), "bin"), {
    recursive: true,
  });
  expect(locateToolchain).toThrow("There is no complete toolchain");
});

test("a complete one is found, with what it was made from", async () => {
  const directory = await complete(registriesOnly);
  expect(locateToolchain()).toMatchObject({
    directory,
    bin: join(directory, "bin"),
    fluxManifests: join(directory, "manifests", "flux-install.yaml"),
    registriesOnly: true,
  });
  const k3d = describeToolchain().find(({ id }) => id === "k3d");
  expect(k3d).toMatchObject({
    present: true,
    origin: "source",
    seconds: 28,
    paths: [join(directory, "bin", "k3d")],
  });
});

test("one made of downloads is preferred to one that was built", async () => {
  await complete(registriesOnly);
  const directory = await complete({ releases: true, images: true });
  expect(locateToolchain()).toMatchObject({ directory, registriesOnly: false });
});
