import { parseFluxObject, shortRevision } from "../../../cli/flux/flux-object.ts";

const ready = { type: "Ready", status: "True", reason: "Succeeded", message: "ok" };

test("a HelmRelease tells what is deployed and what Git asks for", () => {
  const release = parseFluxObject("HelmRelease", {
    metadata: { name: "podinfo", namespace: "podinfo", generation: 2 },
    spec: { chart: { spec: { version: "6.9.3-lab.1" } } },
    status: {
      observedGeneration: 2,
      conditions: [{ ...ready, lastTransitionTime: "2026-11-23T05:00:00Z" }],
      history: [
        { chartVersion: "6.9.2", status: "deployed" },
        { chartVersion: "6.9.1", status: "superseded" },
      ],
    },
  });
  expect(release).toMatchObject({
    ready: "True",
    revision: "6.9.2",
    wantedVersion: "6.9.3-lab.1",
    lastTransition: "2026-11-23T05:00:00Z",
    suspended: false,
  });
});

test("Ready about an older generation says nothing about this one", () => {
  const status = { observedGeneration: 1, conditions: [ready] };
  const metadata = { name: "a", namespace: "b", generation: 2 };
  expect(parseFluxObject("Kustomization", { metadata, status }).ready).toBe("Unknown");
});

test("an object that no controller has seen is neither ready nor failed", () => {
  expect(parseFluxObject("GitRepository", { metadata: { name: "a" } })).toMatchObject({
    ready: "Unknown",
    revision: "",
    lastTransition: "",
    conditions: [],
  });
});

test.each([
  ["main@sha1:0123456789abcdef0123456789abcdef01234567", "main@0123456"],
  ["6.9.3-lab.1", "6.9.3-lab.1"],
  ["", ""],
])("%s is shown as %s", (revision, shown) => {
  expect(shortRevision(revision)).toBe(shown);
});
