import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompressSync } from "node:zlib";
import { execa } from "execa";
import { madeOnce } from "../made-once.ts";
import {
  digestOf,
  ImageStore,
  mediaTypes,
  readKeptImages,
  readOciLayout,
  type StoredImage,
} from "./image-store.ts";
import { replaceLinkedString } from "./podinfo-version.ts";
import {
  builtPodinfo,
  isReleased,
  laterPodinfos,
  podinfoImage,
  releasedUnder,
} from "./released.ts";
import type { SourceBuilt } from "./source-built.ts";

/**
 * The images of docker.io and ghcr.io, made from what the source lane built.
 * @param cache keeps what has to be unpacked, for each toolchain
 * @param certificates bundle that nodes trust, which is one more layer of theirs
 */
export async function releasedImages(
  built: SourceBuilt,
  cache: string,
  certificates: string,
): Promise<ImageStore> {
  const store = new ImageStore();
  const images = new Map<string, StoredImage>();
  const layouts = await unpackArchives(built, cache);
  for (const layout of layouts) {
    const { reference, image } = readOciLayout(layout, store);
    images.set(reference, image);
  }
  for (const { reference, image } of readKeptImages(join(built.directory, "docker"), store)) {
    images.set(fullReference(reference), image);
  }
  const builtAs = (reference: string): StoredImage => {
    const image = images.get(fullReference(reference));
    if (image === undefined) {
      throw new Error(`${built.directory} has no image ${reference}`);
    }
    return image;
  };
  for (const [reference, image] of images) {
    if (isReleased(reference)) {
      const isNode = reference.startsWith("docker.io/rancher/k3s:");
      store.publish(reference, isNode ? await trusting(image, certificates, store) : image);
    }
  }
  for (const [reference, other] of Object.entries(releasedUnder)) {
    store.publish(fullReference(reference), builtAs(other));
  }
  const patched = builtAs(podinfoImage(builtPodinfo.patched));
  for (const version of laterPodinfos) {
    store.publish(podinfoImage(version), await podinfoAs(version, patched, store));
  }
  return store;
}

/** A reference with the registry and the path that Docker leaves out of names on Docker Hub. */
function fullReference(reference: string): string {
  const parts = reference.split("/");
  if (parts.length === 1) {
    return `docker.io/library/${reference}`;
  }
  return parts[0]?.includes(".") === true ? reference : `docker.io/${reference}`;
}

/** The archives of images, unpacked; one directory for each. */
async function unpackArchives({ directory, key }: SourceBuilt, cache: string): Promise<string[]> {
  const archives = join(directory, "images");
  const make = async (root: string): Promise<void> => {
    for (const name of readdirSync(archives)) {
      await mkdir(join(root, name));
      await execa("tar", ["-xf", join(archives, name), "-C", join(root, name)]);
    }
  };
  const place = await madeOnce({ cache, kind: "images", key: `${key}-1`, make });
  return readdirSync(place).map((name) => join(place, name));
}

/** The image with the box's certificates where a program without settings looks for them. */
async function trusting(
  image: StoredImage,
  certificates: string,
  store: ImageStore,
): Promise<StoredImage> {
  const root = await mkdtemp("/tmp/fluxlab-box-layer-");
  try {
    const file = join(root, "etc", "ssl", "certs", "ca-certificates.crt");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, certificates);
    const owner = ["--owner=0", "--group=0", "--mode=u=rwX,go=rX"];
    const path = "etc/ssl/certs/ca-certificates.crt";
    const { stdout } = await execa("tar", [...owner, "-C", root, "-c", path], {
      encoding: "buffer",
      maxBuffer: 100_000_000,
    });
    const layer = store.addBytes(mediaTypes.tar, Buffer.from(stdout));
    return addLayer(image, layer, layer.digest);
  } finally {
    await rm(root, { recursive: true });
  }
}

function addLayer(
  { configuration, layers }: StoredImage,
  layer: StoredImage["layers"][number],
  difference: string,
): StoredImage {
  const { rootfs, history = [] } = configuration;
  return {
    configuration: {
      ...configuration,
      rootfs: { ...rootfs, diff_ids: [...rootfs.diff_ids, difference] },
      history: [...history, { created_by: "fluxlab's internet in a box" }],
    },
    layers: [...layers, layer],
  };
}

/** podinfo that reports another version; its one layer holds the one program that says it. */
async function podinfoAs(
  version: string,
  { configuration, layers }: StoredImage,
  store: ImageStore,
): Promise<StoredImage> {
  const [layer] = layers;
  const blob = layer === undefined ? undefined : store.blob(layer.digest);
  if (layer === undefined || layers.length > 1 || blob === undefined || !("file" in blob)) {
    throw new Error("podinfo's image is not of one layer");
  }
  const tar = zstdDecompressSync(readFileSync(blob.file));
  const said = tar.indexOf(builtPodinfo.patched);
  const start = tar.lastIndexOf("\x7fELF\x02\x01\x01", said, "latin1");
  replaceLinkedString(tar, start, builtPodinfo.patched, version);
  const difference = digestOf(tar);
  const compressed = await promisify(zstdCompress)(tar);
  const changed = store.addBytes(layer.mediaType, compressed);
  const rootfs = { ...configuration.rootfs, diff_ids: [difference] };
  return { configuration: { ...configuration, rootfs }, layers: [changed] };
}
