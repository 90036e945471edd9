import { pathProblems } from "../../../packages/gitea/provider/contents-paths.ts";

test("paths inside a repository are fine", () => {
  expect(pathProblems(["README.md", "apps/base/podinfo.yaml", ".gitignore"])).toEqual([]);
});

test.each(["", "/etc/passwd", "a//b", "../up", "a/../b", "./a", ".git/config", "a/.GIT/x", "a/"])(
  "%j is refused by name",
  (path) => {
    expect(pathProblems([path])).toEqual([
      `files: ${JSON.stringify(path)} is not a path inside a repository`,
    ]);
  },
);

test("a file cannot be the directory of another", () => {
  expect(pathProblems(["a", "a/b/c"])).toEqual([
    'files: "a" is both a file and the directory of a/b/c',
  ]);
});
