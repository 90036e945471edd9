import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placePlugins } from "../../../cli/stack/pulumi-plugins.ts";

const root = mkdtempSync(join(tmpdir(), "fluxlab-pulumi home-"));
const home = join(root, "it's home");
afterAll(() => {
  rmSync(root, { recursive: true });
});

const launcher = join(home, "plugins", "resource-docker-v5.2.0", "pulumi-resource-docker");
const launched = (...args: string[]) => execFileSync(launcher, args, { encoding: "utf8" });

/** A program that says who it is, what it was told, and where it puts temporary files. */
function plugin(name: string): { name: string; version: string; program: string }[] {
  const program = join(root, name);
  mkdirSync(root, { recursive: true });
  writeFileSync(program, `#!/bin/sh\necho ${name} "$1" "$TMPDIR"\n`, { mode: 0o700 });
  return [{ name: "docker", version: "5.2.0", program }];
}

test("a plugin is started from where Pulumi looks, with temporary files of the lab's own", () => {
  placePlugins(home, plugin("one"));
  expect(launched("a b")).toBe(`one a b ${join(home, "tmp")}\n`);
  expect(statSync(join(home, "tmp")).mode & 0o777).toBe(0o700);
});

test("another toolchain's plugin takes its place, the same one is left alone", () => {
  placePlugins(home, plugin("two"));
  expect(launched("x")).toContain("two x");
  const { ino } = lstatSync(launcher);
  placePlugins(home, plugin("two"));
  expect(lstatSync(launcher).ino).toBe(ino);
});
