import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { versions } from "../../../toolchain/versions.ts";

// What versions.ts says is what the pinned closures hold.
test.each([
  ["pulumi", "github.com/pulumi/pulumi/pkg/v3", versions.pulumi],
  ["pulumi-language-nodejs", "github.com/pulumi/pulumi/sdk/v3", versions.pulumiLanguageHost],
  ["k3d", "github.com/k3d-io/k3d/v5", versions.k3d],
  ["kube", "k8s.io/kubernetes", versions.kubernetes],
  ["etcd", "go.etcd.io/etcd/server/v3", versions.etcd],
  ["kube-router", "github.com/cloudnativelabs/kube-router/v2", versions.kubeRouter],
  ["coredns", "github.com/coredns/coredns", versions.coredns],
  ["flux", "github.com/fluxcd/flux2/v2", versions.flux],
  ["source-controller", "github.com/fluxcd/source-controller", versions.sourceController],
  ["kustomize-controller", "github.com/fluxcd/kustomize-controller", versions.kustomizeController],
  ["helm-controller", "github.com/fluxcd/helm-controller", versions.helmController],
  [
    "notification-controller",
    "github.com/fluxcd/notification-controller",
    versions.notificationController,
  ],
  ["gitea", "code.gitea.io/gitea", versions.gitea],
  ["sops", "github.com/getsops/sops/v3", versions.sops],
])("%s holds %s at %s", (closure, module, version) => {
  const file = resolve(__dirname, "../../../toolchain/modules", closure, "go.mod");
  const pinned = readFileSync(file, "utf8")
    .split("\n")
    .map((line) =>
      line
        .replace(/^require /, "")
        .trim()
        .split(" "),
    )
    .find(([name]) => name === module)?.[1];
  expect(pinned).toBe(`v${version}`);
});
