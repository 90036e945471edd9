import { parseFluxObject, type FluxObject } from "../../../../cli/flux/flux-object.ts";
import { CommitTravel, type Lane } from "../../../../cli/ui/commit-travel.ts";

const old = "a".repeat(40);
const mine = "b".repeat(40);
const conditions = (status: string) => [{ type: "Ready", status }];

const source = (commit: string): FluxObject =>
  parseFluxObject("GitRepository", {
    status: { artifact: { revision: `main@sha1:${commit}` }, conditions: conditions("True") },
  });
const kustomization = (commit: string): FluxObject =>
  parseFluxObject("Kustomization", {
    status: { lastAppliedRevision: `main@sha1:${commit}`, conditions: conditions("True") },
  });
const release = (wanted: string, deployed: string, ready = "True"): FluxObject =>
  parseFluxObject("HelmRelease", {
    metadata: { name: "podinfo", namespace: "podinfo" },
    spec: { chart: { spec: { version: wanted } } },
    status: {
      conditions: conditions(ready),
      history: [{ chartVersion: deployed, status: "deployed" }],
    },
  });
const lane = (commit: string, applied: string, one: FluxObject, podinfo: string): Lane => ({
  ...{ source: source(commit), kustomizations: [kustomization(applied)] },
  ...{ releases: [one], podinfo },
});
const before = lane(old, old, release("1.0.0", "1.0.0"), "1.0.0");

test("each stage is marked when it is first seen, and stays", () => {
  const travel = new CommitTravel(mine, 1000, before);
  expect(travel.see(before, 1100)).toEqual({});
  expect(travel.see(lane(mine, old, release("1.0.0", "1.0.0"), "1.0.0"), 1200)).toEqual({
    fetched: 200,
  });
  const applied = { fetched: 200, applied: 300 };
  expect(travel.see(lane(mine, old, release("2.0.0", "1.0.0", "Unknown"), "1.0.0"), 1300)).toEqual(
    applied,
  );
  const serving = { ...applied, serving: 400 };
  expect(travel.see(lane(mine, old, release("2.0.0", "1.0.0", "Unknown"), "2.0.0"), 1400)).toEqual(
    serving,
  );
  const end = { ...serving, upgraded: 500, ready: 500 };
  expect(travel.see(lane(mine, mine, release("2.0.0", "2.0.0"), "2.0.0"), 1500)).toEqual(end);
  expect(travel.see(lane(mine, mine, release("2.0.0", "2.0.0"), "2.0.0"), 9000)).toEqual(end);
});

test("a commit that touches no release is ready, and nothing is upgraded by it", () => {
  const travel = new CommitTravel(mine, 0, before);
  const end = lane(mine, mine, release("1.0.0", "1.0.0"), "1.0.0");
  expect(travel.see(end, 700)).toEqual({ fetched: 700, ready: 700 });
});

test("other values for a release show in nothing but that Helm is at work", () => {
  const travel = new CommitTravel(mine, 0, before);
  const atWork = lane(mine, old, release("1.0.0", "1.0.0", "Unknown"), "1.0.0");
  expect(travel.see(atWork, 300)).toEqual({ fetched: 300, applied: 300 });
  const end = lane(mine, mine, release("1.0.0", "1.0.0+abc"), "1.0.0");
  expect(travel.see(end, 900)).toEqual({ fetched: 300, applied: 300, upgraded: 900, ready: 900 });
});

test("what an older commit brings about is not this one's", () => {
  const travel = new CommitTravel(mine, 0, before);
  expect(travel.see(lane(old, old, release("2.0.0", "2.0.0"), "2.0.0"), 50)).toEqual({});
});
