import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepImage, keepPulledImage, layersOf } from "../../docker/kept-image.ts";
import type { Part } from "../../parts/part.ts";
import type { Reach } from "../../lanes/reachability.ts";
import { images, versions } from "../../versions.ts";
import { debian } from "./debian.ts";

const files = join(dirname(dirname(fileURLToPath(import.meta.url))), "images", "k3d-tools");

/** The image of k3d's helper container. */
export function k3dToolsImage(reach: Reach): Part {
  return {
    id: "k3d-tools-image",
    title: `k3d helper image ${images.k3dTools}`,
    version: versions.k3d,
    inputs: { reference: images.k3dTools, images: reach.images },
    files: [files],
    dependencies: reach.images ? [] : [debian],
    async build(context) {
      if (reach.images) {
        await keepPulledImage("k3d-tools-image", images.k3dTools, context);
        return "registry";
      }
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
}
