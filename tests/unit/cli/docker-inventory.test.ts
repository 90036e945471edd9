import { belongsToLab, parseItem } from "../../../cli/docker/inventory.ts";

const names = { namePrefix: "fluxlab", clusters: ["core-app"] };
const item = (name: string, labels: Record<string, string> = {}) =>
  ({ kind: "volume", name, labels, state: "", id: "" }) as const;

test("what carries the lab's label is the lab's", () => {
  expect(belongsToLab(item("x", { "fluxlab.lab": "fluxlab" }), names)).toBe(true);
});

test("another lab whose prefix begins with ours is left alone", () => {
  expect(belongsToLab(item("x", { "fluxlab.lab": "fluxlab-2" }), names)).toBe(false);
  expect(
    belongsToLab(
      item("k3d-fluxlab-core-app-server-0", {
        "fluxlab.lab": "other",
        "k3d.cluster": "fluxlab-core-app",
      }),
      names,
    ),
  ).toBe(false);
  expect(belongsToLab(item("k3d-fluxlab-2-core-app-images"), names)).toBe(false);
});

test("what k3d made for a known cluster is the lab's, by label or by its exact name", () => {
  expect(belongsToLab(item("v", { "k3d.cluster": "fluxlab-core-app" }), names)).toBe(true);
  expect(belongsToLab(item("k3d-fluxlab-core-app-images"), names)).toBe(true);
  expect(belongsToLab(item("k3d-fluxlab-gone-images"), names)).toBe(false);
});

test("everything else is somebody else's", () => {
  expect(belongsToLab(item("fluxlab"), names)).toBe(false);
  expect(belongsToLab(item("v", { "k3d.cluster": "mine" }), names)).toBe(false);
  expect(belongsToLab(item("v", { "k3d.cluster": "fluxlab-2-core-app" }), names)).toBe(false);
});

test("a line of docker ps is read with its labels", () => {
  const line = JSON.stringify({
    Names: "k3d-a-server-0",
    State: "exited",
    ID: "12ab",
    Labels: "app=k3d,k3d.cluster=a,url=http://x?a=b",
  });
  expect(parseItem("container", line)).toEqual({
    kind: "container",
    id: "12ab",
    name: "k3d-a-server-0",
    state: "exited",
    labels: { app: "k3d", "k3d.cluster": "a", url: "http://x?a=b" },
  });
});
