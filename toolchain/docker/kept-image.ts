import { readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "../parts/build-context.ts";
import {
  describeImage,
  imageId,
  type Image,
  type ImageSettings,
  type Layer,
  packLayer,
} from "../from-source/image/container-image.ts";

/** An image that belongs into Docker, as it is kept in the `docker` directory of a part. */
export interface KeptImage {
  readonly reference: string;
  /** Docker's id of it. */
  readonly id: string;
  /** Made here: layers are in `layers/DIGEST.tar`. */
  readonly image?: Image;
  /** Pulled: file beside this description, as `docker save` wrote it. */
  readonly archive?: string;
}

/** Label on every image made here; its value is the id of the part. */
export const toolchainLabel = "fluxlab.toolchain";

/** Packs `root` on top of `below` and keeps the image as `docker/NAME.json` with its layer. */
export async function keepImage(
  name: string,
  settings: ImageSettings,
  root: string,
  below: readonly Layer[],
  context: BuildContext,
): Promise<void> {
  const directory = join(context.directory, "docker");
  const layer = await packLayer(root, join(directory, "layers"), "kept");
  const labels = { [toolchainLabel]: name };
  const image = describeImage({ ...settings, labels }, [...below, layer]);
  await writeKeptImage(directory, name, {
    reference: image.reference,
    id: imageId(image),
    image,
  });
}

/** Keeps an image that Docker pulled. */
export async function keepPulledImage(
  name: string,
  reference: string,
  context: BuildContext,
): Promise<void> {
  const directory = join(context.directory, "docker");
  await mkdir(directory, { recursive: true });
  await context.run("docker", ["pull", "--quiet", reference]);
  const id = await context.run("docker", ["image", "inspect", "--format={{.Id}}", reference]);
  const archive = `${name}.tar`;
  await context.run("docker", ["save", "--output", join(directory, archive), reference]);
  await writeKeptImage(directory, name, { reference, id, archive });
}

async function writeKeptImage(directory: string, name: string, image: KeptImage): Promise<void> {
  await writeFile(join(directory, `${name}.json`), JSON.stringify(image, undefined, 2) + "\n");
}

/** The image `name` of a `docker` directory. */
export function readKeptImage(directory: string, name: string): KeptImage {
  return JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")) as KeptImage;
}

/** The layers that a part keeps. */
export async function layersOf(partDirectory: string): Promise<Layer[]> {
  const directory = join(partDirectory, "docker", "layers");
  const names = await readdir(directory);
  return names.map((name) => ({
    file: join(directory, name),
    digest: name.replace(/\.tar$/, ""),
  }));
}
