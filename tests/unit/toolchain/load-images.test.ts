import { serves } from "../../../toolchain/docker/load-images.ts";

const wanted = { reference: "gitea/gitea:1.24.6", id: "sha256:new" };

test.each([
  ["this very image", { id: "sha256:new", ours: true }, true],
  ["an earlier make of ours", { id: "sha256:old", ours: true }, false],
  ["the official image that somebody pulled", { id: "sha256:official", ours: false }, true],
  ["nothing", undefined, false],
])("%s", (_, found, expected) => {
  expect(serves(found, wanted)).toBe(expected);
});
