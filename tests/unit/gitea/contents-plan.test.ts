import { type Entry, planContents } from "../../../packages/gitea/provider/contents-plan.ts";

const blobs = (files: Record<string, string>): Record<string, Entry> =>
  Object.fromEntries(Object.entries(files).map(([path, sha]) => [path, { sha, type: "blob" }]));

describe("planContents", () => {
  test("creates every file of a new repository", () => {
    expect(planContents({ seed: { b: "B1", a: "A1" }, recorded: {}, head: {} })).toEqual({
      changes: [
        { operation: "create", path: "a" },
        { operation: "create", path: "b" },
      ],
      blobs: { a: "A1", b: "B1" },
      leftAlone: [],
    });
  });

  test.each([
    ["an unchanged seed in an unchanged file", { a: "A1" }, { a: "A1" }, { a: "A1" }],
    ["an unchanged seed in a file somebody changed", { a: "A1" }, { a: "A1" }, { a: "P1" }],
    ["an unchanged seed of a file somebody removed", { a: "A1" }, { a: "A1" }, {}],
    ["a file that already is what the seed became", { a: "A2" }, { a: "A1" }, { a: "A2" }],
    ["a file that somebody added with the same content", { a: "A1" }, {}, { a: "A1" }],
  ])("commits nothing for %s", (_, seed, recorded, head) => {
    const plan = planContents({ seed, recorded, head: blobs(head) });
    expect(plan).toEqual({ changes: [], blobs: seed, leftAlone: [] });
  });

  test("updates a changed seed where nobody else changed the file", () => {
    const head = blobs({ a: "A1" });
    expect(planContents({ seed: { a: "A2" }, recorded: { a: "A1" }, head })).toEqual({
      changes: [{ operation: "update", path: "a", sha: "A1" }],
      blobs: { a: "A2" },
      leftAlone: [],
    });
  });

  test.each([
    ["changed", { a: "P1" }],
    ["removed", {}],
  ])("leaves a changed seed alone where somebody %s the file", (_, head) => {
    const plan = planContents({ seed: { a: "A2" }, recorded: { a: "A1" }, head: blobs(head) });
    expect(plan).toEqual({ changes: [], blobs: { a: "A1" }, leftAlone: ["a"] });
  });

  test("leaves a file alone that somebody added at the path of a new seed", () => {
    const plan = planContents({ seed: { a: "A1" }, recorded: {}, head: blobs({ a: "P1" }) });
    expect(plan).toEqual({ changes: [], blobs: {}, leftAlone: ["a"] });
  });

  test("leaves a path alone whose directory is somebody's file, or which is a directory", () => {
    const head: Record<string, Entry> = {
      x: { sha: "P1", type: "blob" },
      y: { sha: "T", type: "tree" },
    };
    const plan = planContents({ seed: { "x/a": "A1", y: "Y1" }, recorded: {}, head });
    expect(plan).toEqual({ changes: [], blobs: {}, leftAlone: ["x/a", "y"] });
  });

  test("removes what the seed no longer has, unless somebody changed it", () => {
    const recorded = { a: "A1", b: "B1", c: "C1" };
    const head = blobs({ a: "A1", b: "P1" });
    expect(planContents({ seed: {}, recorded, head })).toEqual({
      changes: [{ operation: "delete", path: "a", sha: "A1" }],
      blobs: {},
      leftAlone: ["b"],
    });
  });

  test("keeps what it knew of a file left alone, so that the next plan is the same", () => {
    const seed = { a: "A2" };
    const head = blobs({ a: "P1" });
    const first = planContents({ seed, recorded: { a: "A1" }, head });
    expect(planContents({ seed, recorded: first.blobs, head })).toEqual(first);
  });
});
