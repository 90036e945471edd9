import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readParts } from "../../../../components/parts.ts";
import { publicParts } from "../../../../components/parts/public-parts.ts";

const cache = mkdtempSync(join(tmpdir(), "fluxlab-parts-"));
const env = { FLUXLAB_CACHE: cache };
const write = (name: string, content: unknown): string => {
  const path = join(cache, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
afterAll(() => {
  rmSync(cache, { recursive: true });
});

test("without a file the lab is made of what the projects released", () => {
  const parts = readParts("", env);
  expect(parts).toBe(publicParts);
  expect(parts.charts.length).toBeGreaterThanOrEqual(3);
  for (const image of Object.values(parts.images)) {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  }
});

test("a file overrides what it has, and nothing else", () => {
  const path = write("own.json", { images: { node: "my/node:1" }, tools: "/tools" });
  expect(readParts(path, env)).toEqual({
    ...publicParts,
    images: { ...publicParts.images, node: "my/node:1" },
    tools: "/tools",
  });
});

test("the setting counts before the variable, the variable before the toolchain's file", () => {
  const [setting, variable] = [
    write("setting.json", { tools: "/setting" }),
    write("variable.json", { tools: "/variable" }),
  ];
  write("parts.json", { tools: "/toolchain" });
  expect(readParts("", env).tools).toBe("/toolchain");
  expect(readParts("", { ...env, FLUXLAB_PARTS: variable }).tools).toBe("/variable");
  expect(readParts(setting, { ...env, FLUXLAB_PARTS: variable }).tools).toBe("/setting");
});

test.each([
  ["a field that there is not", { image: {} }, /Unrecognized key: "image"/],
  ["a chart without a place", { charts: [{ name: "podinfo", version: "1.0.0" }] }, /charts\[0\]/],
  [
    "a checksum that is none",
    { fluxManifests: { url: "https://x", checksum: { sha256: "1" } } },
    /fluxManifests/,
  ],
  ["no JSON", "images:", /JSON/],
])("%s is refused, with the file, the field and what to type", (_, content, reason) => {
  const path = write("wrong.json", content);
  expect(() => readParts(path, env)).toThrow(reason);
  expect(() => readParts(path, env)).toThrow(`fluxlab:parts is ${JSON.stringify(path)}`);
  expect(() => readParts(path, env)).toThrow("to mend: pulumi config rm fluxlab:parts");
});

test("a file that is not there is refused", () => {
  expect(() => readParts(join(cache, "nowhere.json"), env)).toThrow("ENOENT");
});
