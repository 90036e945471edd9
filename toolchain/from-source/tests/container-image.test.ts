import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationDigest, layOutImages } from "../../docker/image.ts";
import { describeImage, fileDigest, type Layer, packLayer } from "../image/container-image.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fluxlab image-"));
});

afterEach(() => rm(root, { recursive: true }));

/** A tree with files written in this order, packed. */
async function packed(name: string, files: readonly string[]): Promise<Layer> {
  const tree = join(root, name);
  await mkdir(join(tree, "bin"), { recursive: true });
  for (const file of files) {
    await writeFile(join(tree, "bin", file), `program ${file}`);
    await utimes(join(tree, "bin", file), Math.random() * 1e9, Math.random() * 1e9);
  }
  return packLayer(tree, join(root, `${name}-layers`), "root");
}

const settings = { reference: "example/tool:1", entrypoint: ["/bin/a"], ports: [80] };

test("the same files make the same layer, whenever and in whatever order they were written", async () => {
  const one = await packed("one", ["a", "b"]);
  const two = await packed("two", ["b", "a"]);
  const three = await packed("three", ["a"]);
  expect(one.digest).toBe(two.digest);
  expect(one.digest).not.toBe(three.digest);
  expect(one.file).toContain(await fileDigest(one.file));
});

test("images are laid out as docker load reads them", async () => {
  const layer = await packed("one", ["a"]);
  const image = describeImage(settings, [layer]);
  const directory = join(root, "layout");
  await layOutImages(directory, [image], () => layer.file);
  const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")) as unknown;
  const config = `${configurationDigest(image)}.json`;
  expect(manifest).toEqual([
    { Config: config, RepoTags: ["example/tool:1"], Layers: [`${layer.digest}.tar`] },
  ]);
  expect(await fileDigest(join(directory, `${layer.digest}.tar`))).toBe(layer.digest);
  expect(JSON.parse(await readFile(join(directory, config), "utf8"))).toMatchObject({
    os: "linux",
    config: { Entrypoint: ["/bin/a"], ExposedPorts: { "80/tcp": {} } },
    rootfs: { type: "layers", diff_ids: [`sha256:${layer.digest}`] },
  });
});

test("a layer that images share is laid out once", async () => {
  const base = await packed("base", ["a"]);
  const top = await packed("top", ["b"]);
  const files = new Map([base, top].map(({ digest, file }) => [digest, file]));
  const images = [
    describeImage(settings, [base]),
    describeImage({ reference: "example/other:1" }, [base, top]),
  ];
  const directory = join(root, "layout");
  await layOutImages(directory, images, (digest) => files.get(digest) ?? "");
  const entries = execFileSync("ls", [directory], { encoding: "utf8" }).trim().split("\n");
  expect(entries).toHaveLength(2 + 2 + 1);
});
