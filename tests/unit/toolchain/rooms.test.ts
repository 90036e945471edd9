import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The paths of TypeScript files below a directory, without `node_modules`. */
function sources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(directory, path));
}

/** Those that name a path with this in quotes, however they load it. */
function naming(files: readonly string[], path: RegExp): string[] {
  const quoted = new RegExp(`["'][^"'\n]*(${path.source})`);
  return files.filter((file) => quoted.test(readFileSync(file, "utf8")));
}

// The lint rules forbid imports; this finds every other way to load a file too.

test("building from source is reached in one place, so that it could be deleted", () => {
  const core = sources("toolchain").filter((file) => !file.startsWith("toolchain/from-source/"));
  expect(core.length).toBeGreaterThan(20);
  expect(naming([...core, ...sources("cli")], /from-source\//)).toEqual([
    "toolchain/lanes/lanes.ts",
  ]);
});

test("the program knows neither the command line nor the toolchain", () => {
  const program = ["index.ts", ...sources("components")];
  expect(program.length).toBeGreaterThan(20);
  expect(naming(program, /\.\.?\/(cli|toolchain)\//)).toEqual([]);
});

test("the toolchain does not know the command line", () => {
  expect(naming(sources("toolchain"), /\.\.\/cli\//)).toEqual([]);
});
