import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { imageId, type Image, layOutImages } from "../from-source/image/container-image.ts";
import { type KeptImage, readKeptImage, toolchainLabel } from "./kept-image.ts";
import { run } from "../system/run.ts";
import { ToolchainError } from "../toolchain-error.ts";

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

/** What Docker has under some name. */
export interface FoundImage {
  readonly id: string;
  /** The toolchain made it, this version or another. */
  readonly ours: boolean;
}

/**
 * Whether Docker has what is wanted: this very image, or one of that name that came from elsewhere,
 * such as the official one that somebody pulled.
 */
export function serves(found: FoundImage | undefined, wanted: KeptImage): boolean {
  return found !== undefined && (found.id === wanted.id || !found.ours);
}

/** Those that Docker does not have, or has in an earlier make of ours. */
export async function missingImages(images: readonly KeptImage[]): Promise<KeptImage[]> {
  const found = await Promise.all(images.map(({ reference }) => findImage(reference)));
  return images.filter((image, index) => !serves(found[index], image));
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
  const replaced = await Promise.all(images.map(({ reference }) => findImage(reference)));
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
  for (const earlier of replaced) {
    if (earlier?.ours === true) {
      // It is nameless now. One that a container still runs stays.
      await execa("docker", ["image", "rm", earlier.id], { reject: false });
    }
  }
}

async function findImage(reference: string): Promise<FoundImage | undefined> {
  const format = `{{.Id}} {{index .Config.Labels "${toolchainLabel}"}}`;
  const inspect = ["image", "inspect", `--format=${format}`, reference];
  const result = await execa("docker", inspect, { reject: false, timeout: 30_000 });
  const [id = "", label = ""] = result.failed ? [] : result.stdout.trim().split(" ");
  return id === "" ? undefined : { id, ours: label !== "" };
}

async function confirm(image: Image): Promise<void> {
  const id = (await findImage(image.reference))?.id;
  if (id !== imageId(image)) {
    throw new ToolchainError(
      `Docker has ${image.reference} as ${id ?? "nothing"} after loading ${imageId(image)}. ` +
        "It may keep images in a store of another kind; restart Docker and try again.",
    );
  }
}
