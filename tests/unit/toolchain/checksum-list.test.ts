import { findChecksum } from "../../../toolchain/fetch/checksum-list.ts";

const digest = "ab".repeat(32);
const other = "cd".repeat(32);

test.each([
  ["sha256sum's list", `${other}  flux.zip\n${digest}  flux.tar.gz\n`],
  ["binary mode", `${digest} *flux.tar.gz\n`],
  ["a directory before the name", `${digest}  _dist/flux.tar.gz`],
  ["upper case", `${digest.toUpperCase()}  flux.tar.gz`],
  ["a digest alone", `${digest}\n`],
])("%s", (_, text) => {
  expect(findChecksum(text, "flux.tar.gz")).toEqual({ algorithm: "sha256", digest });
});

test("SHA-1, which is what shasum writes by default, with ./ before the name", () => {
  const sha1 = "ef".repeat(20);
  expect(findChecksum(`${sha1}  ./flux.tar.gz\n`, "flux.tar.gz")).toEqual({
    algorithm: "sha1",
    digest: sha1,
  });
});

test.each([
  ["another file only", `${other}  flux.zip\n`],
  ["a name that only ends alike", `${other}  not-flux.tar.gz\n`],
  ["an error page", "<html>Not found</html>"],
  ["a digest of another kind", `${"ab".repeat(64)}  flux.tar.gz`],
])("%s: none", (_, text) => {
  expect(findChecksum(text, "flux.tar.gz")).toBeUndefined();
});
