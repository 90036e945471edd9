import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Content by digest, in memory or in a file. */
export type Blob = { readonly size: number } & (
  { readonly bytes: Buffer } | { readonly file: string }
);

/** A layer of an image, as manifests name it. */
export interface LayerDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An image's configuration, as far as the box reads it. */
export interface ImageConfiguration {
  config: { Labels?: Record<string, string> };
  rootfs: { diff_ids: string[] };
  history?: unknown[];
}

/** An image before it has a name. */
export interface StoredImage {
  readonly configuration: ImageConfiguration;
  readonly layers: readonly LayerDescriptor[];
}

export const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  configuration: "application/vnd.oci.image.config.v1+json",
  tar: "application/vnd.oci.image.layer.v1.tar",
};

/** Images and their content, as registries keep them: see the OCI distribution specification. */
export class ImageStore {
  readonly #blobs = new Map<string, Blob>();
  readonly #manifests = new Map<string, { readonly mediaType: string; readonly bytes: Buffer }>();
  readonly #tags = new Map<string, string>();

  /** Keeps bytes; the descriptor to them. */
  addBytes(mediaType: string, bytes: Buffer): LayerDescriptor {
    const digest = digestOf(bytes);
    this.#blobs.set(digest, { bytes, size: bytes.length });
    return { mediaType, digest, size: bytes.length };
  }

  /** Knows a file under a digest that is known to be its. */
  addFile(mediaType: string, digest: string, file: string): LayerDescriptor {
    const { size } = statSync(file);
    this.#blobs.set(digest, { file, size });
    return { mediaType, digest, size };
  }

  /** Publishes an image under a full reference, as an index with one platform. */
  publish(reference: string, { configuration, layers }: StoredImage): void {
    const config = this.addBytes(
      mediaTypes.configuration,
      Buffer.from(JSON.stringify(configuration)),
    );
    const manifest = this.#addManifest({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config,
      layers,
    });
    const platform = { architecture: process.arch === "x64" ? "amd64" : process.arch, os: "linux" };
    const index = this.#addManifest({
      schemaVersion: 2,
      mediaType: mediaTypes.index,
      manifests: [{ ...manifest, platform }],
    });
    this.#tags.set(reference, index.digest);
  }

  /** Every reference that there is. */
  references(): string[] {
    return [...this.#tags.keys()];
  }

  /** A manifest or index by tag or digest. */
  manifest(
    repository: string,
    tagOrDigest: string,
  ): { readonly mediaType: string; readonly digest: string; readonly bytes: Buffer } | undefined {
    const digest = tagOrDigest.startsWith("sha256:")
      ? tagOrDigest
      : this.#tags.get(`${repository}:${tagOrDigest}`);
    const found = digest === undefined ? undefined : this.#manifests.get(digest);
    return digest === undefined || found === undefined ? undefined : { digest, ...found };
  }

  blob(digest: string): Blob | undefined {
    return this.#blobs.get(digest);
  }

  #addManifest(
    content: { readonly schemaVersion: 2; readonly mediaType: string } & (
      | { readonly config: LayerDescriptor; readonly layers: readonly LayerDescriptor[] }
      | { readonly manifests: readonly object[] }
    ),
  ): LayerDescriptor {
    const { mediaType } = content;
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    this.#manifests.set(digest, { mediaType, bytes });
    return { mediaType, digest, size: bytes.length };
  }
}

/** Reads an image in the OCI image layout from a directory, and keeps its layers. */
export function readOciLayout(
  directory: string,
  store: ImageStore,
): { readonly reference: string; readonly image: StoredImage } {
  const blob = (digest: string): string => join(directory, "blobs", ...digest.split(":"));
  const parse = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
  const index = parse(join(directory, "index.json")) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  const [first] = index.manifests;
  const reference = first?.annotations["io.containerd.image.name"];
  if (first === undefined || reference === undefined) {
    throw new Error(`${directory} holds no image with a name`);
  }
  const manifest = parse(blob(first.digest)) as {
    config: LayerDescriptor;
    layers: LayerDescriptor[];
  };
  const layers = manifest.layers.map(({ mediaType, digest }) =>
    store.addFile(mediaType, digest, blob(digest)),
  );
  const configuration = parse(blob(manifest.config.digest)) as ImageConfiguration;
  return { reference, image: { configuration: withoutLabel(configuration), layers } };
}

/** Reads the images that the source lane keeps for Docker: descriptions and uncompressed layers. */
export function readKeptImages(
  directory: string,
  store: ImageStore,
): { readonly reference: string; readonly image: StoredImage }[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const kept = JSON.parse(readFileSync(join(directory, name), "utf8")) as {
        reference: string;
        image: { configuration: string; layers: string[] };
      };
      const layers = kept.image.layers.map((digest) =>
        store.addFile(
          mediaTypes.tar,
          `sha256:${digest}`,
          join(directory, "layers", `${digest}.tar`),
        ),
      );
      const configuration = JSON.parse(kept.image.configuration) as ImageConfiguration;
      const { reference } = kept;
      return { reference, image: { configuration: withoutLabel(configuration), layers } };
    });
}

/** A released image does not say that this project made it. */
function withoutLabel(configuration: ImageConfiguration): ImageConfiguration {
  const labels = Object.entries(configuration.config.Labels ?? {});
  const Labels = Object.fromEntries(labels.filter(([name]) => name !== "fluxlab.toolchain"));
  return { ...configuration, config: { ...configuration.config, Labels } };
}

/** SHA-256, in the form of registries. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
