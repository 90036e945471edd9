import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { toolchainLabel, writeKeptImage } from "../../docker/kept-image.ts";
import type { BuildContext } from "../../parts/build-context.ts";
import { describeImage, type ImageSettings, type Layer, packLayer } from "./container-image.ts";

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
  await writeKeptImage(directory, name, image);
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
