import { lstatSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkPlugins } from "../../../cli/pulumi-plugins.ts";

const home = mkdtempSync(join(tmpdir(), "fluxlab-pulumi-home-"));
afterAll(() => {
  rmSync(home, { recursive: true });
});

const directory = join(home, "plugins", "resource-docker-v5.2.0");
const plugin = (program: string) => [{ name: "docker", version: "5.2.0", program }];

test("a plugin lies in a real directory of its name and version, as a link", () => {
  linkPlugins(home, plugin("/toolchain/one"));
  expect(lstatSync(directory).isDirectory()).toBe(true);
  expect(readlinkSync(join(directory, "pulumi-resource-docker"))).toBe("/toolchain/one");
});

test("another toolchain's plugin takes its place, the same one is left alone", () => {
  linkPlugins(home, plugin("/toolchain/two"));
  const link = join(directory, "pulumi-resource-docker");
  expect(readlinkSync(link)).toBe("/toolchain/two");
  const { ino } = lstatSync(link);
  linkPlugins(home, plugin("/toolchain/two"));
  expect(lstatSync(link).ino).toBe(ino);
});
