import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "../../../toolchain/cache/assemble.ts";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import { pruneParts } from "../../../toolchain/cache/prune.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fluxlab-prune-"));
});

afterEach(() => rm(root, { recursive: true }));

test("parts of any toolchain stay, also of another version; others go", async () => {
  const cache = cacheDirectories({ FLUXLAB_CACHE: root });
  for (const name of ["k3d-old", "k3d-new", "k3d-between", ".making-1-k3d"]) {
    await mkdir(join(cache.parts, name, "bin"), { recursive: true });
  }
  await mkdir(cache.toolchains);
  const record = {
    id: "k3d",
    directory: "k3d-old",
    title: "k3d",
    version: "1",
    seconds: 1,
    files: [],
  };
  await assemble(
    join(cache.toolchains, "key"),
    [join(cache.parts, "k3d-old")],
    { key: "key", lane: "source", parts: [{ ...record, origin: "source" }] },
    {},
  );
  const removed = await pruneParts(cache, [join(cache.parts, "k3d-new")]);
  expect(removed).toEqual(["k3d-between"]);
  expect((await readdir(cache.parts)).sort()).toEqual([".making-1-k3d", "k3d-new", "k3d-old"]);
});
