import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageSettings } from "../image/container-image.ts";
import type { Part } from "../../parts/part.ts";
import { images, versions } from "../versions.ts";
import { debian } from "./debian.ts";
import {
  buildGoProgram,
  closureDirectory,
  copyClosure,
  goRecipe,
  type GoProgram,
  moduleSource,
} from "../go/go-program.ts";
import { writeProgramImage } from "../image/program-image.ts";

/** An image that is one Go program, in the place where the official image has it. */
function goImage(
  id: string,
  version: string,
  settings: ImageSettings,
  program: GoProgram,
  place: string,
): Part {
  return {
    id: `${id}-image`,
    title: `${id} ${version}`,
    version,
    inputs: { settings, program, place, goRecipe, images: false, revision: 2 },
    files: [closureDirectory(program.module)],
    dependencies: [debian],
    async build(context) {
      const closure = await copyClosure(program.module, context);
      await writeProgramImage(
        settings,
        (root) => buildGoProgram(program, closure, join(root, place), context),
        context,
      );
      return "source";
    },
  };
}

/** Flux's controllers; their deployments name arguments only. */
export const controllerImages: readonly Part[] = [
  ["source-controller", versions.sourceController, images.sourceController] as const,
  ["kustomize-controller", versions.kustomizeController, images.kustomizeController] as const,
  ["helm-controller", versions.helmController, images.helmController] as const,
  [
    "notification-controller",
    versions.notificationController,
    images.notificationController,
  ] as const,
].map(([name, version, reference]) =>
  goImage(
    name,
    version,
    { reference, entrypoint: [name], user: "65534:65534" },
    { module: name, package: `github.com/fluxcd/${name}` },
    `usr/local/bin/${name}`,
  ),
);

/** The cluster's name server. */
export const corednsImage: Part = goImage(
  "coredns",
  versions.coredns,
  { reference: images.coredns, entrypoint: ["/coredns"] },
  { module: "coredns", package: "github.com/coredns/coredns" },
  "coredns",
);

const pauseSettings = { reference: images.pause, entrypoint: ["/pause"], user: "65535:65535" };

/** The container that holds a pod's namespaces. */
export const pauseImage: Part = {
  id: "pause-image",
  title: `pause ${versions.pause}`,
  version: versions.pause,
  inputs: { settings: pauseSettings, images: false, revision: 2 },
  files: [closureDirectory("kube")],
  dependencies: [debian],
  async build(context) {
    const closure = await copyClosure("kube", context);
    const source = await moduleSource("k8s.io/kubernetes", closure, context);
    const file = join(source, "build", "pause", "linux", "pause.c");
    const flags = ["-Os", "-Wall", "-static", `-DVERSION=v${versions.pause}`];
    await writeProgramImage(
      pauseSettings,
      async (root) => {
        await mkdir(dirname(join(root, "pause")), { recursive: true });
        await context.run("gcc", [...flags, "-s", "-o", join(root, "pause"), file]);
      },
      context,
    );
    return "source";
  },
};
