import type { Part } from "./part.ts";
import type { Reach } from "./reachability.ts";
import { controllerImages, corednsImage, pauseImage } from "./recipes/cluster-images.ts";
import { flux } from "./recipes/flux.ts";
import { giteaImage } from "./recipes/gitea-image.ts";
import { k3d } from "./recipes/k3d.ts";
import { k3dToolsImage } from "./recipes/k3d-tools-image.ts";
import { kubectl } from "./recipes/kubernetes.ts";
import { nodeImage } from "./recipes/node-image.ts";
import { podinfoReleases } from "./recipes/podinfo.ts";
import { pulumi, pulumiKubernetes, pulumiPlugin } from "./recipes/pulumi.ts";
import { sops } from "./recipes/sops.ts";
import { traefikImage } from "./recipes/traefik.ts";

/** Everything a lab needs, in the order to start with: what takes longest, or is waited for. */
export function toolchainParts(reach: Reach): Part[] {
  return [
    pulumiKubernetes(reach),
    nodeImage(reach),
    kubectl(reach),
    giteaImage(reach),
    pulumi(reach),
    ...controllerImages(reach),
    flux(reach),
    corednsImage(reach),
    podinfoReleases,
    k3d(reach),
    traefikImage(reach),
    sops(reach),
    pauseImage(reach),
    k3dToolsImage(reach),
    pulumiPlugin("docker", reach),
    pulumiPlugin("command", reach),
  ];
}
