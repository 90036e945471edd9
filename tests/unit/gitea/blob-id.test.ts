import { blobId } from "../../../packages/gitea/provider/blob-id.ts";

// Expected: `printf TEXT | git hash-object --stdin`.
test.each([
  ["", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"],
  ["hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"],
  ["größe\n", "47e983f499a28fd6b21e7e5babc0c91d9e4ba9ee"],
])("the blob of %j is the one Git makes", (text, expected) => {
  expect(blobId(text)).toBe(expected);
});

test("a repository of SHA-256 has longer ids", () => {
  expect(blobId("", "sha256")).toBe(
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
  );
});
