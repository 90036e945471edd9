import { LabError } from "../../../cli/terminal/lab-error.ts";
import { podinfoVersions, requireVersion } from "../../../cli/release/chart-registry.ts";

const index = `
apiVersion: v1
entries:
  other: [{ version: 1.0.0 }]
  podinfo:
    - { name: podinfo, version: 6.9.3-lab.2 }
    - { name: podinfo, version: 6.9.2 }
`;

test("the versions of podinfo, and of nothing else", () => {
  expect(podinfoVersions(index)).toEqual(["6.9.3-lab.2", "6.9.2"]);
  expect(podinfoVersions("apiVersion: v1\nentries: {}\n")).toEqual([]);
  expect(podinfoVersions("")).toEqual([]);
});

test("an unknown version is refused with the list", () => {
  expect(() => {
    requireVersion("6.9.2", ["6.9.2"]);
  }).not.toThrow();
  expect(() => {
    requireVersion("7.0.0", ["6.9.3-lab.2", "6.9.2"]);
  }).toThrow(
    new LabError("podinfo 7.0.0 is not in the lab's chart registry", {
      allowed: "6.9.3-lab.2, 6.9.2",
    }),
  );
});
