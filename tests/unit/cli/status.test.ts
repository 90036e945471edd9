import { parseFluxObject } from "../../../cli/flux/flux-object.ts";
import { describeWaiting } from "../../../cli/ready/wait-until-ready.ts";
import { age, renderStatus } from "../../../cli/status/render.ts";
import { clusterStatus, isOf, isSettled } from "../../../cli/status/status.ts";

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
const settled = [
  object("GitRepository", "True"),
  object("Kustomization", "True"),
  object("HelmRelease", "True"),
];
const podinfo = { url: "http://podinfo.a.localhost:8081", version: "6.9.2" };

test("settled needs a source, a Kustomization and a release, all Ready", () => {
  expect(isSettled(settled)).toBe(true);
  expect(isSettled(settled.slice(0, 2))).toBe(false);
  expect(isSettled([...settled, object("Kustomization", "False")])).toBe(false);
  expect(isSettled([])).toBe(false);
});

test("what is waited for is named", () => {
  expect(describeWaiting(settled)).toBeUndefined();
  expect(describeWaiting(settled.slice(0, 2))).toBe("Flux to find the releases in Git");
  expect(describeWaiting([object("Kustomization", "False")])).toBe(
    "Kustomization flux-system/apps",
  );
});

test("a cluster is ready when podinfo answers too", () => {
  expect(clusterStatus("a", settled, podinfo).ready).toBe(true);
  expect(clusterStatus("a", settled, { ...podinfo, version: null }).ready).toBe(false);
});

test("a cluster that is shared is ready when every tenant's podinfo answers", () => {
  const tenant = (name: string, version: string | null) => ({
    name,
    podinfo: { url: `http://podinfo.${name}.a.localhost:8081`, version },
  });
  const all = [tenant("team-a", "6.9.2"), tenant("team-b", "6.9.2")];
  expect(clusterStatus("a", settled, null, all).ready).toBe(true);
  const cluster = clusterStatus("a", settled, null, [tenant("team-a", "6.9.2"), tenant("x", null)]);
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
  expect(clusterStatus("a", settled, podinfo).objects[0]).toEqual({
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
    podinfo,
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
  const cluster = clusterStatus("a", "connection refused", { ...podinfo, version: null });
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
    const cluster = { ...clusterStatus("a", settled, podinfo), push: [{ ...push, problem }] };
    return renderStatus({ ready: true, clusters: [cluster] }, now);
  };
  expect(shown(null)).not.toContain("push");
  expect(shown("refused")).toContain("  push to flux-system/gitea: refused; only polled\n");
});
