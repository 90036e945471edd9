import { readFileSync } from "node:fs";
import { publicParts } from "../../../components/parts/public-parts.ts";
import { assetUrl } from "../../../toolchain/fetch/release.ts";
import { laneNamed } from "../../../toolchain/lanes/lanes.ts";
import { type Tool, tools, versions } from "../../../toolchain/versions.ts";

// What the programs of these versions print.
const said = {
  pulumi: "v3.259.0",
  k3d: "k3d version v5.8.3\nk3s version v1.31.5-k3s1 (default)",
  kubectl: "Client Version: v1.34.4\nKustomize Version: v5.7.1",
  flux: "flux version 2.9.5",
  sops: "sops 3.13.2",
} as const;

test.each(Object.entries(said))("%s is recognised at the pinned version", (name, text) => {
  const { pattern } = tools[name as keyof typeof said].recognise;
  expect(text).toMatch(pattern);
  expect(text.replace(/(\d)\.(\d+)\.(\d)/, "$1.$2.1$3")).not.toMatch(pattern);
  expect(text.replace(/(\d+\.\d+\.\d+)/, "$1-rc.1")).not.toMatch(pattern);
});

test.each([
  ["x64", "amd64", "x64"],
  ["arm64", "arm64", "arm64"],
])("addresses of %s carry the pinned versions and the architecture", (arch, ours, nodes) => {
  for (const { version, release } of Object.values(tools) as Tool[]) {
    for (const template of [release.url, release.checksums, ...(release.mirrors ?? [])]) {
      const url = assetUrl(template, arch);
      expect(url).toContain(version);
      expect(url).not.toMatch(/[{}]|undefined/);
    }
    const url = assetUrl(release.url, arch);
    expect(url).toMatch(new RegExp(`linux[-_/.](${ours}|${nodes})`));
  }
});

// As the projects' own release scripts name them.
test.each([
  [tools.pulumi, "pulumi-v3.259.0-linux-x64.tar.gz"],
  [tools.pulumiKubernetes, "pulumi-resource-kubernetes-v4.25.0-linux-amd64.tar.gz"],
  [tools.pulumiDocker, "pulumi-resource-docker-v5.2.0-linux-amd64.tar.gz"],
  [tools.pulumiCommand, "pulumi-resource-command-v1.2.1-linux-amd64.tar.gz"],
  [tools.k3d, "k3d-linux-amd64"],
  [tools.kubectl, "kubectl"],
  [tools.flux, "flux_2.9.5_linux_amd64.tar.gz"],
])("the asset of $title is $1", ({ release }, name) => {
  expect(assetUrl(release.url, "x64").split("/").at(-1)).toBe(name);
});

test("plugins have the versions of the npm packages that go with them", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies["@pulumi/pulumi"]).toBe(tools.pulumi.version);
  expect(dependencies["@pulumi/kubernetes"]).toBe(tools.pulumiKubernetes.version);
  expect(dependencies["@pulumi/docker"]).toBe(tools.pulumiDocker.version);
  expect(dependencies["@pulumi/command"]).toBe(tools.pulumiCommand.version);
});

test("what is built has the names of the public parts, so that lanes are one lab", () => {
  const { gitea, node } = publicParts.images;
  expect(laneNamed("source").partsFile("/toolchain")).toMatchObject({ images: { gitea, node } });
  expect(JSON.stringify(publicParts.fluxManifests)).toContain(`v${versions.flux}/install.yaml`);
});
