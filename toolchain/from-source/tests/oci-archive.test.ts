import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { describeImage, fileDigest, type Layer, packLayer } from "../image/container-image.ts";
import { fullReference, writeOciArchive } from "../image/oci-archive.ts";

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Record<string, string>;
}

let root: string;
let layer: Layer;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fluxlab oci-"));
  await mkdir(join(root, "tree"));
  await writeFile(join(root, "tree", "pause"), "program ".repeat(10_000));
  layer = await packLayer(join(root, "tree"), join(root, "layers"), "root");
});

afterEach(() => rm(root, { recursive: true }));

const settings = { reference: "rancher/mirrored-pause:3.6", entrypoint: ["/pause"] };

async function write(name: string): Promise<string> {
  const file = join(root, name);
  await writeOciArchive(file, describeImage(settings, [layer]), [layer], root);
  return file;
}

test("the same image makes the same archive, smaller than its layer", async () => {
  const [one, two] = [await write("one.tar"), await write("two.tar")];
  expect(await fileDigest(one)).toBe(await fileDigest(two));
  expect((await readFile(one)).length).toBeLessThan((await readFile(layer.file)).length);
});

test("every blob is what its descriptor says, down to the layer", async () => {
  const unpacked = join(root, "unpacked");
  await mkdir(unpacked);
  execFileSync("tar", ["-xf", await write("image.tar"), "-C", unpacked]);
  const blob = async ({ digest, size }: Descriptor): Promise<Buffer> => {
    const content = await readFile(join(unpacked, "blobs", digest.replace(":", "/")));
    expect(createHash("sha256").update(content).digest("hex")).toBe(digest.replace("sha256:", ""));
    expect(content).toHaveLength(size);
    return content;
  };
  const text = await readFile(join(unpacked, "index.json"), "utf8");
  const index = JSON.parse(text) as { manifests: [Descriptor] };
  expect(index.manifests[0].annotations).toEqual({
    "io.containerd.image.name": "docker.io/rancher/mirrored-pause:3.6",
  });
  const manifest = JSON.parse((await blob(index.manifests[0])).toString()) as {
    config: Descriptor;
    layers: [Descriptor];
  };
  expect(JSON.parse((await blob(manifest.config)).toString())).toMatchObject({
    config: { Entrypoint: ["/pause"] },
    rootfs: { diff_ids: [`sha256:${layer.digest}`] },
  });
  const content = zstdDecompressSync(await blob(manifest.layers[0]));
  expect(content.equals(await readFile(layer.file))).toBe(true);
});

test.each([
  ["traefik:v3", "docker.io/library/traefik:v3"],
  ["rancher/k3s:v1", "docker.io/rancher/k3s:v1"],
  ["ghcr.io/fluxcd/source-controller:v1", "ghcr.io/fluxcd/source-controller:v1"],
  ["localhost/a:1", "localhost/a:1"],
])("%s is in full %s", (reference, full) => {
  expect(fullReference(reference)).toBe(full);
});
