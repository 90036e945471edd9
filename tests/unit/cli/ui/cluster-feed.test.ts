import { parseFluxObject, type RawFluxObject } from "../../../../cli/flux/flux-object.ts";
import { ClusterFeed } from "../../../../cli/ui/cluster-feed.ts";
import { LiveDocument } from "../../../../cli/ui/live-document.ts";
import type { LogLine } from "../../../../cli/watch/watch-model.ts";

const commit = "b".repeat(40);
let document: LiveDocument;
let feed: ClusterFeed;
let lines: LogLine[];
let fetched: unknown[];

beforeEach(() => {
  jest.useFakeTimers();
  document = new LiveDocument();
  lines = [];
  fetched = [];
  feed = new ClusterFeed(document, {
    ...{ cluster: "one", tenants: ["team-a"] },
    podinfoUrls: new Map([
      [null, "http://podinfo.one"],
      ["team-a", "http://team-a.one"],
    ]),
    onLines: (more) => lines.push(...more),
    onFetched: (...what) => fetched.push(what),
  });
});
afterEach(() => {
  feed.close();
  document.close();
  jest.useRealTimers();
});

const value = (key: string): unknown => document.values()[key];
const apps = (ready: string, more: RawFluxObject["spec"] = {}, reason = "", message = "") =>
  parseFluxObject("Kustomization", {
    metadata: { name: "apps", namespace: "flux-system" },
    spec: more,
    status: { conditions: [{ type: "Ready", status: ready, reason, message }] },
  });
const seeApps = (...args: Parameters<typeof apps>): void => {
  feed.apply({ type: "flux", object: apps(...args) }, 1000);
};
const key = "object/one/Kustomization flux-system/apps";

test("a failure has its reason in plain words, and the command that shows more", () => {
  seeApps("False", {}, "BuildFailed", "kustomize build failed: no such file");
  expect(value(key)).toMatchObject({
    ...{ mood: "bad", message: "kustomize build failed: no such file" },
    trouble: "What is in Git cannot be put together: look for a mistake in a YAML file.",
    command: "./lab flux --cluster one events --for Kustomization/apps --namespace flux-system",
  });
  seeApps("True");
  expect(value(key)).toMatchObject({ mood: "good", trouble: "", message: "" });
});

test("waiting for another is no failure; suspended is said", () => {
  seeApps("False", {}, "DependencyNotReady", "dependency not ready");
  expect(value(key)).toMatchObject({ mood: "plain", trouble: "It waits for what it depends on." });
  seeApps("True", { suspend: true });
  expect(value(key)).toMatchObject({ suspended: true });
  expect(value(key)).toHaveProperty("trouble", expect.stringContaining("Suspended"));
});

test("what is a tenant's is in the tenant's lane", () => {
  const object = parseFluxObject("GitRepository", {
    metadata: { name: "team-a", namespace: "team-a" },
    status: { artifact: { revision: `main@sha1:${commit}` } },
  });
  feed.apply({ type: "flux", object }, 1000);
  expect(value("object/one/GitRepository team-a/team-a")).toMatchObject({ tenant: "team-a" });
  expect(fetched).toEqual([["team-a", commit, 1000]]);
  feed.apply({ type: "podinfo", name: "podinfo of team-a", version: "1.0.0" }, 1000);
  expect(value("podinfo/one/team-a")).toMatchObject({ version: "1.0.0", url: "http://team-a.one" });
  expect(value("podinfo/one/")).toMatchObject({ version: null });
});

test("drift is shown while it lasts, healed for a minute, and then forgotten", () => {
  const title = "Deployment traefik/traefik";
  const owner = "Kustomization flux-system/apps";
  const drift = (...fields: string[]) =>
    ({ type: "managed", title, owner, drift: fields }) as const;
  feed.apply(drift("replicas"), 1000);
  expect(value(`drift/one/${title}`)).toMatchObject({
    owner,
    fields: ["replicas"],
    healedAfter: null,
  });
  feed.apply(drift(), 3500);
  expect(value(`drift/one/${title}`)).toMatchObject({ healedAfter: 2500 });
  expect(lines.map(({ mood }) => mood)).toEqual(["drift", "good"]);
  jest.advanceTimersByTime(61_000);
  expect(value(`drift/one/${title}`)).toBeUndefined();
});

test("drift that comes again is not forgotten with the first", () => {
  const common = { type: "managed", title: "Deployment a/b", owner: "HelmRelease a/b" } as const;
  feed.apply({ ...common, drift: ["x"] }, 0);
  feed.apply({ ...common, drift: [] }, 10);
  feed.apply({ ...common, drift: ["x"] }, 20);
  jest.advanceTimersByTime(61_000);
  expect(value("drift/one/Deployment a/b")).toMatchObject({ healedAfter: null, since: 20 });
});

test("a cluster that is gone says since when, keeps what was known, and comes back", () => {
  seeApps("True");
  feed.apply({ type: "reachable", problem: "connect ECONNREFUSED" }, 5000);
  feed.apply({ type: "reachable", problem: "connect ECONNREFUSED" }, 6000);
  expect(value("cluster/one")).toEqual({
    name: "one",
    problem: "connect ECONNREFUSED",
    since: 5000,
  });
  expect(value(key)).toMatchObject({ mood: "good" });
  feed.apply({ type: "reachable", problem: undefined }, 9000);
  expect(value("cluster/one")).toMatchObject({ problem: null, since: 9000 });
  feed.keepOnly([], 9000);
  expect(value(key)).toBeUndefined();
});

test("a commit is followed from when it was heard of", () => {
  feed.follow(null, commit, 1000);
  const object = parseFluxObject("GitRepository", {
    metadata: { name: "flux-system", namespace: "flux-system" },
    status: { artifact: { revision: `main@sha1:${commit}` } },
  });
  feed.apply({ type: "flux", object }, 1450);
  expect(value("travel/one/")).toMatchObject({ commit, marks: { fetched: 450 } });
});
