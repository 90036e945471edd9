import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { imageId, type Image, layOutImages } from "./container-image.ts";
import { type KeptImage, readKeptImage } from "./docker-image-files.ts";
import { run } from "./run.ts";
import { ToolchainError } from "./toolchain-error.ts";

/** The images that belong into Docker, kept in a toolchain's or part's `docker` directory. */
export function keptImages(directory: string): KeptImage[] {
  if (!existsSync(directory)) {
    return [];
  }
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readKeptImage(directory, name.replace(/\.json$/, "")));
}

/** Those that Docker does not have, or has in another make. */
export async function missingImages(images: readonly KeptImage[]): Promise<KeptImage[]> {
  const found = await Promise.all(
    images.map(async ({ reference, id }) => {
      const format = ["image", "inspect", "--format={{.Id}}", reference];
      const inspected = await execa("docker", format, { reject: false, timeout: 30_000 });
      return !inspected.failed && inspected.stdout === id;
    }),
  );
  return images.filter((_, index) => found[index] !== true);
}

/**
 * Loads images into Docker.
 * @param scratch a directory that may be made and removed
 */
export async function loadImages(
  images: readonly KeptImage[],
  directory: string,
  scratch: string,
): Promise<void> {
  for (const { archive } of images) {
    if (archive !== undefined) {
      await run("docker", ["load", "--quiet", "--input", join(directory, archive)]);
    }
  }
  const made = images.flatMap(({ image }): Image[] => (image === undefined ? [] : [image]));
  if (made.length > 0) {
    await layOutImages(scratch, made, (digest) => join(directory, "layers", `${digest}.tar`));
    const tar = execa("tar", ["-hC", scratch, "-c", "."], { buffer: false });
    await tar.pipe("docker", ["load", "--quiet"], { timeout: 10 * 60_000 });
    await rm(scratch, { recursive: true });
    for (const image of made) {
      await confirm(image);
    }
  }
}

async function confirm(image: Image): Promise<void> {
  const inspect = ["image", "inspect", "--format={{.Id}}", image.reference];
  const id = await run("docker", inspect);
  if (id !== imageId(image)) {
    throw new ToolchainError(
      `Docker has ${image.reference} as ${id} after loading ${imageId(image)}. ` +
        "It may keep images in a store of another kind; restart Docker and try again.",
    );
  }
}
