import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Part,
  partHash,
  toolchainKey,
  withDependencies,
} from "../../../toolchain/parts/part.ts";
import { laneNamed } from "../../../toolchain/lanes/lanes.ts";

const base: Part = {
  id: "k3d",
  title: "k3d",
  version: "5.8.3",
  inputs: { flags: ["-trimpath"] },
  build: () => Promise.resolve("source"),
};

test("the hash follows version, inputs and dependencies, not titles", () => {
  const hash = partHash(base);
  expect(partHash({ ...base, title: "another title" })).toBe(hash);
  expect(partHash({ ...base, version: "5.8.4" })).not.toBe(hash);
  expect(partHash({ ...base, inputs: { flags: [] } })).not.toBe(hash);
  const dependent = { ...base, id: "image", dependencies: [base] };
  const changed = { ...dependent, dependencies: [{ ...base, version: "5.8.4" }] };
  expect(partHash(dependent)).not.toBe(partHash(changed));
});

test("files count by content and name, wherever the checkout is", async () => {
  const root = await mkdtemp(join(tmpdir(), "fluxlab-part-"));
  try {
    const hashes = [];
    for (const [checkout, text] of [
      ["one", "require a v1"],
      ["two", "require a v1"],
      ["three", "require a v2"],
    ] as const) {
      const directory = join(root, checkout, "modules", "k3d");
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, "go.mod"), text);
      hashes.push(partHash({ ...base, files: [directory] }));
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  } finally {
    await rm(root, { recursive: true });
  }
});

test("the key is that of the set of parts", () => {
  const other = { ...base, id: "flux" };
  expect(toolchainKey([base, other])).toBe(toolchainKey([other, base]));
  expect(toolchainKey([base])).not.toBe(toolchainKey([base, other]));
});

test("dependencies come first, each once", () => {
  const image = { ...base, id: "image", dependencies: [base] };
  const lab = { ...base, id: "lab", dependencies: [image, base] };
  expect(withDependencies([lab, image]).map(({ id }) => id)).toEqual(["k3d", "image", "lab"]);
});

test.each(["released", "source"] as const)("the parts of lane %s have an id each", (name) => {
  const parts = withDependencies(laneNamed(name).parts);
  expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
});
