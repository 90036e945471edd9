import { parseFluxObject } from "../../../cli/flux/flux-object.ts";
import { describeWaiting, isSettled } from "../../../cli/ready/settled.ts";
import { age, renderStatus } from "../../../cli/status/render.ts";
import { clusterStatus, isOf } from "../../../cli/status/status.ts";

const now = Date.parse("2026-11-23T06:00:00Z");
const object = (
  kind: "GitRepository" | "Kustomization" | "HelmRelease",
  status: "True" | "False",
) =>
  parseFluxObject(kind, {
    metadata: { name: "apps", namespace: "flux-system" },
    status: {
      conditions: [
        {
          type: "Ready",
          status,
          reason: status === "True" ? "Succeeded" : "BuildFailed",
          message: status === "True" ? "fine" : "no such file",
          lastTransitionTime: "2026-11-23T05:59:18Z",
        },
      ],
      artifact: { revision: `main@sha1:${"a".repeat(40)}` },
    },
  });
const root = { ...object("Kustomization", "True"), name: "flux-system" };
const podinfoIn = (namespace: string) => ({
  ...object("HelmRelease", "True"),
  namespace,
  name: "podinfo",
});
const settled = [object("GitRepository", "True"), root, podinfoIn("podinfo")];
const podinfo = { tenant: null, url: "http://podinfo.a.localhost:8081", version: "6.9.2" };

test("settled is what a root brings, and all of it Ready", () => {
  expect(isSettled(settled)).toBe(true);
  expect(isSettled([...settled, object("Kustomization", "False")])).toBe(false);
  expect(describeWaiting([object("Kustomization", "False"), root])).toBe(
    "Kustomization flux-system/apps",
  );
  expect(describeWaiting([])).toBe("Flux to follow Git");
});

test("a cluster that Git brings no release to is settled", () => {
  expect(isSettled(settled.slice(0, 2))).toBe(true);
});

test("what Git brings and is not there yet is waited for", () => {
  const brings = { ...root, inventory: ["HelmRelease podinfo/podinfo"] };
  expect(describeWaiting([brings])).toBe("HelmRelease podinfo/podinfo");
  expect(isSettled([brings, podinfoIn("podinfo")])).toBe(true);
});

test("a Kustomization that has not applied what was fetched is waited for", () => {
  const source = "GitRepository flux-system/flux-system";
  const fetched = { ...object("GitRepository", "True"), name: "flux-system", revision: "main@2" };
  const applied = (revision: string) => ({ ...root, source, revision });
  expect(isSettled([fetched, applied("main@2")])).toBe(true);
  expect(describeWaiting([fetched, applied("main@1")])).toContain("to apply what Git has now");
});

test("what Git itself suspends is not waited for", () => {
  const asleep = { ...object("HelmRelease", "False"), suspended: true, suspendedInGit: true };
  expect(isSettled([...settled, asleep])).toBe(true);
  expect(isSettled([...settled, { ...asleep, suspendedInGit: false }])).toBe(false);
});

test("a cluster is ready when podinfo answers too", () => {
  expect(clusterStatus("a", settled, [podinfo]).ready).toBe(true);
  expect(clusterStatus("a", settled, [{ ...podinfo, version: null }]).ready).toBe(false);
});

test("a cluster that is shared is ready when every tenant's podinfo answers", () => {
  const tenant = (name: string, version: string | null) => ({
    tenant: name,
    url: `http://podinfo.${name}.a.localhost:8081`,
    version,
  });
  const all = [tenant("team-a", "6.9.2"), tenant("team-b", "6.9.2")];
  const brought = [...settled, podinfoIn("team-a"), podinfoIn("x")];
  expect(clusterStatus("a", brought, all).ready).toBe(true);
  const cluster = clusterStatus("a", brought, [tenant("team-a", "6.9.2"), tenant("x", null)]);
  expect(cluster.ready).toBe(false);
  expect(
    renderStatus({ ready: false, clusters: [cluster] }, now)
      .split("\n")
      .slice(0, 3),
  ).toEqual([
    "a: not ready",
    "  podinfo of team-a serves 6.9.2 at http://podinfo.team-a.a.localhost:8081",
    "  podinfo of x does not answer at http://podinfo.x.a.localhost:8081",
  ]);
  const without = clusterStatus("a", settled, [tenant("x", null)]);
  expect(without.ready).toBe(true);
  expect(renderStatus({ ready: true, clusters: [without] }, now)).toContain(
    "podinfo of x is not in this cluster: Git does not bring it",
  );
});

test.each([
  ["team-a", "apps", true],
  ["flux-system", "tenant-team-a", true],
  ["flux-system", "tenant-team-b", false],
  ["flux-system", "infra-configs", false],
  ["team-b", "apps", false],
])("%s/%s is of team-a: %s", (namespace, name, expected) => {
  const one = parseFluxObject("Kustomization", { metadata: { namespace, name } });
  expect(isOf(one, ["team-a"])).toBe(expected);
});

test("the JSON of an object has exactly the documented fields", () => {
  expect(clusterStatus("a", settled, [podinfo]).objects[0]).toEqual({
    kind: "GitRepository",
    namespace: "flux-system",
    name: "apps",
    ready: "True",
    suspended: false,
    revision: `main@sha1:${"a".repeat(40)}`,
    lastTransition: "2026-11-23T05:59:18Z",
    reason: "Succeeded",
    message: "fine",
  });
});

test("people see what is wrong, and nothing where all is well", () => {
  const cluster = clusterStatus(
    "a",
    [settled[0], object("Kustomization", "False")].flatMap((o) => o ?? []),
    [podinfo],
  );
  expect(renderStatus({ ready: false, clusters: [cluster] }, now).split("\n")).toEqual([
    "a: not ready, podinfo serves 6.9.2 at http://podinfo.a.localhost:8081",
    "  KIND           NAME              READY  REVISION      SINCE",
    "  GitRepository  flux-system/apps  True   main@aaaaaaa  42s",
    "  Kustomization  flux-system/apps  False  main@aaaaaaa  42s    BuildFailed: no such file",
    "",
  ]);
});

test("a cluster that cannot be asked says why", () => {
  const cluster = clusterStatus("a", "connection refused", [{ ...podinfo, version: null }]);
  expect(renderStatus({ ready: false, clusters: [cluster] }, now)).toBe(
    "a: not ready, podinfo does not answer at http://podinfo.a.localhost:8081\n" +
      "  cannot be asked: connection refused\n",
  );
});

test.each([
  ["2026-11-23T05:59:59Z", "1s"],
  ["2026-11-23T05:58:00Z", "2m"],
  ["2026-11-23T03:00:00Z", "3h"],
  ["2026-11-20T06:00:00Z", "3d"],
  ["", "-"],
])("%s was %s ago", (time, shown) => {
  expect(age(time, now)).toBe(shown);
});

test("a push that does not arrive is said, one that does is not", () => {
  const push = {
    receiver: "flux-system/gitea",
    ready: "True",
    webhook: "active",
    lastArrived: null,
    lastTried: null,
    problem: null,
  } as const;
  const shown = (problem: string | null): string => {
    const cluster = { ...clusterStatus("a", settled, [podinfo]), push: [{ ...push, problem }] };
    return renderStatus({ ready: true, clusters: [cluster] }, now);
  };
  expect(shown(null)).not.toContain("push");
  expect(shown("refused")).toContain("  push to flux-system/gitea: refused; only polled\n");
});
