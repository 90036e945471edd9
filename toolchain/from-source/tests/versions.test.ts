import { isNewEnough } from "../go/go-command.ts";
import { images, podinfoVersions } from "../versions.ts";

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

test("podinfo's upstream version comes first, and the rebuilds say that they are the lab's", () => {
  const [upstream, ...rebuilds] = podinfoVersions;
  expect(upstream).toMatch(/^\d+\.\d+\.\d+$/);
  expect(rebuilds.length).toBeGreaterThanOrEqual(2);
  for (const version of rebuilds) {
    expect(version).toMatch(/-lab\.\d+$/);
    expect(images.podinfo(version)).toBe(`ghcr.io/stefanprodan/podinfo:${version}`);
  }
});
