import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ToolchainError } from "../toolchain-error.ts";
import { type Image, type InspectedImage, isSameImage, layOutImages } from "./image.ts";
import { toolchainLabel } from "./kept-image.ts";

/**
 * Whether Docker has what is wanted: this very image, or one of that name that came from elsewhere,
 * such as the official one that somebody pulled.
 */
export function serves(found: InspectedImage | undefined, wanted: Image): boolean {
  return found !== undefined && (!isOurs(found) || isSameImage(found, wanted));
}

/** Those that Docker does not have, or has in an earlier make of ours. */
export async function missingImages(images: readonly Image[]): Promise<Image[]> {
  const found = await Promise.all(images.map(({ reference }) => findImage(reference)));
  return images.filter((image, index) => !serves(found[index], image));
}

/**
 * Loads images into Docker.
 * @param directory holds their layers, in `layers`
 * @param scratch a directory that may be made and removed
 */
export async function loadImages(
  images: readonly Image[],
  directory: string,
  scratch: string,
): Promise<void> {
  const replaced = await Promise.all(images.map(({ reference }) => findImage(reference)));
  await layOutImages(scratch, images, (digest) => join(directory, "layers", `${digest}.tar`));
  const tar = execa("tar", ["-hC", scratch, "-c", "."], { buffer: false });
  await tar.pipe("docker", ["load", "--quiet"], { timeout: 10 * 60_000 });
  await rm(scratch, { recursive: true });
  for (const image of images) {
    await confirm(image);
  }
  for (const earlier of replaced) {
    if (earlier !== undefined && isOurs(earlier)) {
      // It is nameless now. One that a container still runs stays.
      await execa("docker", ["image", "rm", earlier.Id], { reject: false });
    }
  }
}

/** What Docker has under a name. */
export async function findImage(reference: string): Promise<InspectedImage | undefined> {
  const inspect = ["image", "inspect", "--format={{json .}}", reference];
  const result = await execa("docker", inspect, { reject: false, timeout: 30_000 });
  return result.failed ? undefined : (JSON.parse(result.stdout) as InspectedImage);
}

/** The toolchain made it, this version or another. */
function isOurs({ Config }: InspectedImage): boolean {
  const labels = (Config?.["Labels"] ?? {}) as Record<string, string>;
  return labels[toolchainLabel] !== undefined;
}

async function confirm(image: Image): Promise<void> {
  const found = await findImage(image.reference);
  if (found === undefined || !isSameImage(found, image)) {
    throw new ToolchainError(
      `Docker has ${found === undefined ? "nothing" : `another image, ${found.Id},`} under ` +
        `${image.reference} after loading it. What it said: docker image inspect ${image.reference}`,
    );
  }
}
