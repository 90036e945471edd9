import { createHash } from "node:crypto";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** An image without its layers' content. */
export interface Image {
  readonly reference: string;
  /** The image configuration as JSON: see the OCI image specification. */
  readonly configuration: string;
  /** SHA-256 of the uncompressed layers, hexadecimal, lowest first. */
  readonly layers: readonly string[];
}

/** What `docker image inspect` says, as far as images are compared. */
export interface InspectedImage {
  readonly Id: string;
  readonly Config?: Readonly<Record<string, unknown>> | null;
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
}

/** What decides how containers of an image start. */
const settings = [
  ...["Env", "Entrypoint", "Cmd", "User", "WorkingDir", "ExposedPorts", "Volumes", "Labels"],
];

/**
 * Whether Docker's image is this one. Ids do not tell: in Docker's own store an id is the digest of
 * the configuration, in containerd's that of a manifest.
 */
export function isSameImage(found: InspectedImage, { configuration, layers }: Image): boolean {
  const { config } = JSON.parse(configuration) as { config: Record<string, unknown> };
  const content = layers.map((digest) => `sha256:${digest}`);
  return (
    canonical(found.RootFS?.Layers) === canonical(content) &&
    settings.every((name) => canonical(found.Config?.[name]) === canonical(config[name]))
  );
}

/** The same text for the same value; what is empty may also be missing. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value ?? "");
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? '""' : JSON.stringify(value);
  }
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? '""' : JSON.stringify(entries);
}

/** SHA-256 of an image's configuration, hexadecimal. */
export function configurationDigest({ configuration }: Image): string {
  return createHash("sha256").update(configuration).digest("hex");
}

/**
 * Lays out images as `docker save` did before it knew OCI, which both of Docker's image stores load:
 * what tar makes of `directory`, following links. Layers that images share are in it once.
 */
export async function layOutImages(
  directory: string,
  images: readonly Image[],
  layerFile: (digest: string) => string,
): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const manifest = [];
  for (const image of images) {
    const config = `${configurationDigest(image)}.json`;
    await writeFile(join(directory, config), image.configuration);
    const layers = image.layers.map((digest) => `${digest}.tar`);
    manifest.push({ Config: config, RepoTags: [image.reference], Layers: layers });
  }
  for (const digest of new Set(images.flatMap((image) => image.layers))) {
    await symlink(layerFile(digest), join(directory, `${digest}.tar`));
  }
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
}
