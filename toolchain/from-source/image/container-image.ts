import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../../system/run.ts";

/** A file system layer: an uncompressed tar named after its digest. */
export interface Layer {
  readonly file: string;
  /** SHA-256 of the tar, hexadecimal. */
  readonly digest: string;
}

/** How containers of an image start. */
export interface ImageSettings {
  /** Name and tag. */
  readonly reference: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDirectory?: string;
  /** TCP ports. */
  readonly ports?: readonly number[];
  readonly volumes?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** An image without its layers' content. */
export interface Image {
  readonly reference: string;
  /** Docker's image id is the SHA-256 of this text. */
  readonly configuration: string;
  /** Digests, lowest layer first. */
  readonly layers: readonly string[];
}

/**
 * Flags that make tar's output depend on names, contents and modes only; see GNU tar's manual,
 * "Reproducibility".
 */
export const reproducible = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];

/**
 * Packs a directory tree into `directory` as a layer.
 * @param owner `root`: everything belongs to root; `kept`: owners are those of the files
 */
export async function packLayer(
  root: string,
  directory: string,
  owner: "root" | "kept",
): Promise<Layer> {
  await mkdir(directory, { recursive: true });
  const unnamed = join(directory, "layer.tar");
  const owners = owner === "root" ? ["--owner=0", "--group=0"] : [];
  await run("tar", [...reproducible, ...owners, "-C", root, "-cf", unnamed, "."]);
  const digest = await fileDigest(unnamed);
  const file = join(directory, `${digest}.tar`);
  await run("mv", ["-f", unnamed, file]);
  return { file, digest };
}

/** An image of these layers, lowest first. */
export function describeImage(settings: ImageSettings, layers: readonly Layer[]): Image {
  const { reference, environment = {}, ports = [], volumes = [] } = settings;
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const variables = Object.entries({ PATH: path, ...environment });
  const empty = (names: readonly string[]): Record<string, object> =>
    Object.fromEntries(names.map((name) => [name, {}]));
  const configuration = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      Env: variables.map(([name, value]) => `${name}=${value}`),
      Entrypoint: settings.entrypoint ?? null,
      Cmd: settings.command ?? null,
      User: settings.user ?? "",
      WorkingDir: settings.workingDirectory ?? "",
      ExposedPorts: empty(ports.map((port) => `${String(port)}/tcp`)),
      Volumes: empty(volumes),
      Labels: settings.labels ?? {},
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "fluxlab" })),
  });
  return { reference, configuration, layers: layers.map(({ digest }) => digest) };
}

/** Docker's id of an image. */
export function imageId(image: Image): string {
  return `sha256:${createHash("sha256").update(image.configuration).digest("hex")}`;
}

/**
 * Lays out images as `docker save` does: what tar makes of `directory`, following links, is an
 * archive for `docker load`. Layers that images share are in it once.
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
    const config = `${imageId(image).replace("sha256:", "")}.json`;
    await writeFile(join(directory, config), image.configuration);
    const layers = image.layers.map((digest) => `${digest}.tar`);
    manifest.push({ Config: config, RepoTags: [image.reference], Layers: layers });
  }
  for (const digest of new Set(images.flatMap((image) => image.layers))) {
    await symlink(layerFile(digest), join(directory, `${digest}.tar`));
  }
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
}

/** SHA-256 of a file, hexadecimal. */
export async function fileDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
