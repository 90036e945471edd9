import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type { Image } from "../../docker/image.ts";
import { fileDigest, type Layer, reproducible } from "./container-image.ts";
import { run } from "../../system/run.ts";

/** A blob of the archive; see the OCI image specification, "Content Descriptors". */
interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  configuration: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+zstd",
};

/**
 * Writes an image as an archive in the OCI image layout, which nodes import. Layers are compressed
 * with zstd: a node reads a third of the bytes, and unpacks them faster than it hashes the rest.
 * @param scratch an existing directory for intermediate files
 */
export async function writeOciArchive(
  file: string,
  image: Image,
  layers: readonly Layer[],
  scratch: string,
): Promise<void> {
  const layout = join(scratch, `${basename(file)}.layout`);
  await rm(layout, { recursive: true, force: true });
  const blobs = join(layout, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });

  const compressed: Descriptor[] = [];
  for (const layer of layers) {
    compressed.push(await compressLayer(layer, blobs));
  }
  const configuration = await writeBlob(blobs, mediaTypes.configuration, image.configuration);
  const manifest = await writeBlob(
    blobs,
    mediaTypes.manifest,
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: configuration,
      layers: compressed,
    }),
  );
  const annotations = { "io.containerd.image.name": fullReference(image.reference) };
  const manifests: Descriptor[] = [{ ...manifest, annotations }];
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
  await writeFile(join(layout, "index.json"), JSON.stringify(index));
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));

  await run("tar", [...reproducible, "--owner=0", "--group=0", "-C", layout, "-cf", file, "."]);
  await rm(layout, { recursive: true });
}

/** A reference with the registry and the path that Docker leaves out of names on Docker Hub. */
export function fullReference(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  if (rest.length === 0) {
    return `docker.io/library/${reference}`;
  }
  return /[.:]/.test(first) || first === "localhost" ? reference : `docker.io/${reference}`;
}

async function compressLayer(layer: Layer, blobs: string): Promise<Descriptor> {
  const unnamed = join(blobs, `${layer.digest}.compressing`);
  await pipeline(createReadStream(layer.file), createZstdCompress(), createWriteStream(unnamed));
  const digest = await fileDigest(unnamed);
  const { size } = await stat(unnamed);
  await rename(unnamed, join(blobs, digest));
  return { mediaType: mediaTypes.layer, digest: `sha256:${digest}`, size };
}

async function writeBlob(blobs: string, mediaType: string, text: string): Promise<Descriptor> {
  const digest = createHash("sha256").update(text).digest("hex");
  await writeFile(join(blobs, digest), text);
  return { mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
}
