import { orderOf } from "../../../../cli/ui/object-order.ts";

const object = (name: string, ...dependsOn: string[]) => ({
  ...{ kind: "Kustomization" as const, namespace: "flux-system", name },
  dependsOn: dependsOn.map((other) => `flux-system/${other}`),
});

test("what depends on something comes after it, however long the way", () => {
  const all = [
    object("apps", "configs", "controllers"),
    object("configs", "controllers"),
    object("controllers"),
  ];
  expect(all.map((one) => orderOf(one, all))).toEqual([2, 1, 0]);
});

test("what is not there, and a circle, hold nothing up", () => {
  const all = [object("a", "b"), object("b", "a"), object("c", "nowhere")];
  expect(all.map((one) => orderOf(one, all))).toEqual([2, 2, 0]);
});

test("a name counts in its namespace and kind only", () => {
  const release = { ...object("x"), kind: "HelmRelease" as const };
  const elsewhere = { ...object("x"), namespace: "team-a" };
  expect(orderOf(object("y", "x"), [release, elsewhere])).toBe(0);
});
