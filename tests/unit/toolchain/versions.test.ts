import { isNewEnough } from "../../../toolchain/go-command.ts";
import { images, podinfoVersions, tools } from "../../../toolchain/versions.ts";

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
  ["go version go1.26.8 linux/amd64", true],
  ["go version go1.26.0 linux/amd64", true],
  ["go version go1.27 linux/amd64", true],
  ["go version go2.0 linux/amd64", true],
  ["go version go1.25.9 linux/amd64", false],
  ["go version go1.9 linux/amd64", false],
  ["bash: go: command not found", false],
])("%s: new enough %p", (text, expected) => {
  expect(isNewEnough(text)).toBe(expected);
});

test("addresses carry the pinned versions and nothing unresolved but the architecture", () => {
  for (const { version, release } of Object.values(tools)) {
    expect(release.url).toContain(version);
    expect(release.url.replace(/\{(arch|x64)\}/, "")).not.toMatch(/[{}]|undefined/);
    expect(release.checksums).toContain(version);
  }
});

test("podinfo's upstream version comes first, and the rebuilds say that they are the lab's", () => {
  const [upstream, ...rebuilds] = podinfoVersions;
  expect(upstream).toMatch(/^\d+\.\d+\.\d+$/);
  expect(rebuilds.length).toBeGreaterThanOrEqual(2);
  for (const version of rebuilds) {
    expect(version).toMatch(/-lab\.\d+$/);
    expect(images.podinfo(version)).toBe(`ghcr.io/stefanprodan/podinfo:${version}`);
  }
});
