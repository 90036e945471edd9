import { packageVersion } from "../../../packages/gitea/provider/package.ts";
import { fakeGitea } from "./fake-gitea.ts";

const inputs = {
  owner: "charts",
  type: "helm",
  name: "podinfo",
  version: "6.9.2",
  path: "/nowhere/podinfo.tgz",
  sha256: "aa",
};
const { signal } = new AbortController();

test("moving the file is no change, other content is", () => {
  const changed = packageVersion.changed?.bind(packageVersion);
  expect(changed?.({}, inputs, { ...inputs, path: "/elsewhere.tgz" })).toEqual([]);
  expect(changed?.({}, inputs, { ...inputs, sha256: "bb" })).toEqual(["sha256"]);
});

test("takes over the same version with the same content without reading the file", async () => {
  await using gitea = await fakeGitea(() => [200, [{ name: "podinfo-6.9.2.tgz", sha256: "aa" }]]);
  const made = await packageVersion.create(gitea.client, inputs, () => undefined, signal);
  expect(made).toMatchObject({
    id: "charts/helm/podinfo/6.9.2",
    outputs: { fileName: "podinfo-6.9.2.tgz" },
  });
});

test("refuses the same version with other content", async () => {
  await using gitea = await fakeGitea(() => [200, [{ name: "podinfo-6.9.2.tgz", sha256: "bb" }]]);
  await expect(
    packageVersion.create(gitea.client, inputs, () => undefined, signal),
  ).rejects.toThrow("helm package podinfo 6.9.2 of charts is already there with other content");
});
