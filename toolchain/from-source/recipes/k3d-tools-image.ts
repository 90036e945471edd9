import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepImage, layersOf } from "../image/keep-image.ts";
import type { Part } from "../../parts/part.ts";
import { images, versions } from "../versions.ts";
import { debian } from "./debian.ts";

const files = join(dirname(dirname(fileURLToPath(import.meta.url))), "images", "k3d-tools");

/** The image of k3d's helper container. */
export const k3dToolsImage: Part = {
  id: "k3d-tools-image",
  title: `k3d helper image ${images.k3dTools}`,
  version: versions.k3d,
  inputs: { reference: images.k3dTools, images: false },
  files: [files],
  dependencies: [debian],
  async build(context) {
    const root = join(context.scratch, "root");
    await mkdir(join(root, "app"), { recursive: true });
    await copyFile(join(files, "k3d-tools"), join(root, "app", "k3d-tools"));
    await keepImage(
      "k3d-tools-image",
      {
        reference: images.k3dTools,
        entrypoint: ["/app/k3d-tools"],
        workingDirectory: "/app",
      },
      root,
      await layersOf(context.part(debian)),
      context,
    );
    return "project";
  },
};
