import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Lane } from "../lanes/lane.ts";
import { controllerImages, corednsImage, pauseImage } from "./recipes/cluster-images.ts";
import { flux } from "./recipes/flux.ts";
import { giteaImage } from "./recipes/gitea-image.ts";
import { k3d } from "./recipes/k3d.ts";
import { k3dToolsImage } from "./recipes/k3d-tools-image.ts";
import { kubectl } from "./recipes/kubernetes.ts";
import { nodeImage } from "./recipes/node-image.ts";
import { podinfoReleases } from "./recipes/podinfo.ts";
import { pluginSubstitutes, pulumi, pulumiKubernetes } from "./recipes/pulumi.ts";
import { traefikImage } from "./recipes/traefik.ts";
import { images, podinfoVersions } from "./versions.ts";

/** Everything built here, from package registries alone. */
export const sourceLane: Lane = {
  name: "source",
  parts: [
    pulumiKubernetes,
    nodeImage,
    kubectl,
    giteaImage,
    pulumi,
    ...controllerImages,
    flux,
    corednsImage,
    podinfoReleases,
    k3d,
    traefikImage,
    pauseImage,
    k3dToolsImage,
    ...pluginSubstitutes,
  ],
  // What building needs beyond Go.
  commands: {
    debootstrap: ["debootstrap"],
    gcc: ["gcc", "libc6-dev"],
    gzip: ["gzip"],
    npm: ["npm"],
    // Its zipfile and pip modules are used.
    pip3: ["python3", "python3-pip"],
    tar: ["tar"],
  },
  // 21 at the peak, with something to spare.
  disk: 25,
  partsFile: (directory) => ({
    images: { gitea: images.gitea, node: images.node, traefik: images.traefik },
    imageArchives: join(directory, "images"),
    charts: podinfoVersions.map((version) => ({
      name: "podinfo",
      version,
      file: join(directory, "charts", `podinfo-${version}.tgz`),
    })),
    fluxManifests: { file: join(directory, "manifests", "flux-install.yaml") },
    tools: join(directory, "bin"),
  }),
  k3dToolsImage: images.k3dTools,
  impossible: () => {
    if (process.getuid?.() !== 0) {
      return "building from source needs root, since debootstrap makes the base of the images";
    }
    return existsSync("/usr/bin/apt-get") ? undefined : "building from source needs Debian";
  },
};
