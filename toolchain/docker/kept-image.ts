import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Image } from "./image.ts";

/** Label on every image made here; its value is the id of the part. */
export const toolchainLabel = "fluxlab.toolchain";

/** An image that belongs into Docker, as NAME.json describes it; its layers are `layers/DIGEST.tar`. */
interface KeptImage {
  readonly reference: string;
  readonly image: Image;
}

/** Writes the description of an image into the `docker` directory of a part. */
export async function writeKeptImage(directory: string, name: string, image: Image): Promise<void> {
  const kept: KeptImage = { reference: image.reference, image };
  await writeFile(join(directory, `${name}.json`), JSON.stringify(kept, undefined, 2) + "\n");
}

/** The images that a toolchain or part keeps in its `docker` directory. */
export function keptImages(directory: string): Image[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => (JSON.parse(readFileSync(join(directory, name), "utf8")) as KeptImage).image);
}
