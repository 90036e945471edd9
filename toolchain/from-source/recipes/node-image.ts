import { copyFile, cp, link, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepImage, layersOf } from "../image/keep-image.ts";
import type { Part } from "../../parts/part.ts";
import { images, versions } from "../versions.ts";
import { debian } from "./debian.ts";
import { buildGoProgram, closureDirectory, copyClosure, goRecipe } from "../go/go-program.ts";
import { kubernetes } from "./kubernetes.ts";
import { ipset, kubeRouter } from "./network-policy.ts";

const files = join(dirname(dirname(fileURLToPath(import.meta.url))), "images", "node");

const etcdProgram = { module: "etcd", package: "go.etcd.io/etcd/server/v3" } as const;

/** What the Kubernetes program is called as inside a node. */
const names = [
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  ...["kubelet", "kube-proxy", "kubectl"],
];

const etcd: Part = {
  id: "etcd",
  title: `etcd ${versions.etcd}`,
  version: versions.etcd,
  inputs: { etcdProgram, goRecipe },
  files: [closureDirectory(etcdProgram.module)],
  async build(context) {
    const closure = await copyClosure(etcdProgram.module, context);
    await buildGoProgram(etcdProgram, closure, join(context.directory, "data", "etcd"), context);
    return "source";
  },
};

/** The image of a cluster's node: upstream Kubernetes behind the interface of rancher/k3s. */
export const nodeImage: Part = {
  id: "node-image",
  title: `node image ${images.node}`,
  version: versions.kubernetes,
  inputs: { reference: images.node, names, images: false, revision: 1 },
  files: [files],
  dependencies: [debian, kubernetes, etcd, kubeRouter, ipset],
  async build(context) {
    const root = join(context.scratch, "root");
    const bin = join(root, "usr", "local", "bin");
    await mkdir(bin, { recursive: true });
    // k3d puts its start scripts into /bin and calls k3s there; in Debian that is usr/bin, and a
    // directory of that name in a layer would replace the link.
    const systemBin = join(root, "usr", "bin");
    await mkdir(systemBin, { recursive: true });
    await copyFile(join(files, "k3s"), join(systemBin, "k3s"));
    // k3d's script traps signals by names that only bash knows.
    await symlink("bash", join(systemBin, "sh"));
    await link(join(context.part(kubernetes), "data", "kube"), join(bin, "kube"));
    await link(join(context.part(etcd), "data", "etcd"), join(bin, "etcd"));
    await link(join(context.part(kubeRouter), "data", "kube-router"), join(bin, "kube-router"));
    await cp(join(context.part(ipset), "data", "root"), root, {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const name of names) {
      await symlink("kube", join(bin, name));
    }
    const place = async (from: string, to: string): Promise<void> => {
      await mkdir(dirname(join(root, to)), { recursive: true });
      await cp(join(files, from), join(root, to), { recursive: true });
    };
    await place("lib", "usr/local/lib/k3s-compatible");
    await place("containerd.toml", "etc/containerd/config.toml");
    await place("cni.conflist", "etc/cni/net.d/10-bridge.conflist");
    await place("kubelet.yaml", "etc/rancher/k3s/kubelet.yaml");
    for (const name of ["coredns.yaml", "network-policy.yaml"]) {
      await place(name, `var/lib/rancher/k3s/server/manifests/${name}`);
    }
    await keepImage(
      "node-image",
      {
        reference: images.node,
        entrypoint: ["/bin/k3s"],
        environment: {
          KUBECONFIG: "/etc/rancher/k3s/k3s.yaml",
          CONTAINERD_NAMESPACE: "k8s.io",
          KUBERNETES_VERSION: versions.kubernetes,
        },
        volumes: ["/var/lib/containerd", "/var/lib/kubelet", "/var/log"],
      },
      root,
      await layersOf(context.part(debian)),
      context,
    );
    return "source";
  },
};
