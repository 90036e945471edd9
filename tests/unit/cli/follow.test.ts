import { parseFluxObject, type FluxObject } from "../../../cli/flux/flux-object.ts";
import { followRelease, type ReleaseProbe, type Stage } from "../../../cli/release/follow.ts";
import { renderRelease } from "../../../cli/release/report.ts";

const old = "a".repeat(40);
const mine = "b".repeat(40);
const later = "c".repeat(40);

const source = (commit: string): FluxObject =>
  parseFluxObject("GitRepository", { status: { artifact: { revision: `main@sha1:${commit}` } } });

const apps = (attempted: string, reason: string): FluxObject =>
  parseFluxObject("Kustomization", {
    metadata: { name: "apps", namespace: "flux-system" },
    status: {
      lastAttemptedRevision: `main@sha1:${attempted}`,
      conditions: [{ type: "Ready", status: "False", reason, message: "kustomize build failed" }],
    },
  });

const release = (wanted: string, deployed: string, ...stalled: string[]): FluxObject =>
  parseFluxObject("HelmRelease", {
    metadata: { name: "podinfo", namespace: "podinfo" },
    spec: { chart: { spec: { version: wanted } } },
    status: {
      conditions: [
        { type: "Ready", status: stalled.length > 0 ? "False" : "True", message: stalled[0] ?? "" },
        ...(stalled.length > 0 ? [{ type: "Stalled", status: "True" }] : []),
      ],
      history: [{ chartVersion: deployed, status: "deployed" }],
    },
  });

/** Answers each question with the next of the given answers, the last one for ever. */
function probe(answers: {
  [name in keyof ReleaseProbe]: Awaited<ReturnType<ReleaseProbe[name]>>[];
}): ReleaseProbe {
  const asked = new Map<unknown, number>();
  const next = <T>(list: T[]): Promise<T> => {
    const index = asked.get(list) ?? 0;
    asked.set(list, index + 1);
    return Promise.resolve(list[Math.min(index, list.length - 1)] as T);
  };
  return {
    gitRepository: () => next(answers.gitRepository),
    kustomization: () => next(answers.kustomization),
    helmRelease: () => next(answers.helmRelease),
    podinfoVersion: () => next(answers.podinfoVersion),
  };
}

const good = {
  gitRepository: [source(old), source(mine)],
  kustomization: [undefined],
  helmRelease: [release("1.0.0", "1.0.0"), release("2.0.0", "1.0.0"), release("2.0.0", "2.0.0")],
  podinfoVersion: [undefined, "1.0.0", "2.0.0"],
};

async function follow(answers: Parameters<typeof probe>[0], limit = 5000) {
  const reached: Stage[] = [];
  const followed = await followRelease(probe(answers), {
    version: "2.0.0",
    cluster: "one",
    older: new Set([old]),
    pushedAt: performance.now(),
    limit,
    interval: 1,
    onStage: (stage) => reached.push(stage),
  });
  return { ...followed, reached };
}

test("a release is followed through every stage, in milliseconds that only grow", async () => {
  const { timeline, stopped, reached } = await follow(good);
  expect(stopped).toBeUndefined();
  expect(reached).toEqual(["fetched", "applied", "upgraded", "serving"]);
  const times = Object.values(timeline);
  expect(times).toHaveLength(4);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test("podinfo is seen to serve while Helm still waits for the old pod to go", async () => {
  const stillAtIt = release("2.0.0", "1.0.0");
  const { reached, stopped } = await follow({
    ...good,
    helmRelease: [stillAtIt, stillAtIt, stillAtIt, release("2.0.0", "2.0.0")],
    podinfoVersion: ["2.0.0"],
  });
  expect(stopped).toBeUndefined();
  expect(reached).toEqual(["fetched", "applied", "serving", "upgraded"]);
});

test("a later commit on top counts as fetched too", async () => {
  const { stopped } = await follow({ ...good, gitRepository: [source(later)] });
  expect(stopped).toBeUndefined();
});

test("the old commit does not count as fetched", async () => {
  const { stopped } = await follow({ ...good, gitRepository: [source(old)] }, 50);
  expect(stopped?.stage).toBe("fetched");
});

test("a failure from before the release does not end it", async () => {
  const { stopped } = await follow({ ...good, kustomization: [apps(old, "BuildFailed")] });
  expect(stopped).toBeUndefined();
});

test("a build that fails on the new revision ends it at once, with Flux's message", async () => {
  const { stopped } = await follow({
    ...good,
    helmRelease: [release("1.0.0", "1.0.0")],
    kustomization: [apps(old, "BuildFailed"), apps(mine, "Progressing"), apps(mine, "BuildFailed")],
  });
  expect(stopped).toEqual({
    stage: "applied",
    why: "Kustomization flux-system/apps: BuildFailed: kustomize build failed",
  });
});

test("an upgrade that Helm gave up ends it at once", async () => {
  const { stopped, timeline } = await follow({
    ...good,
    helmRelease: [release("2.0.0", "1.0.0"), release("2.0.0", "1.0.0", "probe failed")],
  });
  expect(stopped?.stage).toBe("upgraded");
  expect(stopped?.why).toContain("probe failed");
  expect(Object.keys(timeline)).toEqual(["fetched", "applied"]);
});

test("at the limit it says what it waited for", async () => {
  const { stopped } = await follow({ ...good, podinfoVersion: ["1.0.0"] }, 1000);
  expect(stopped).toEqual({
    stage: "serving",
    why: "not within 1 s: podinfo still says 1.0.0",
  });
});

test("an API server that does not answer is waited for", async () => {
  const broken = probe(good);
  let failures = 3;
  const followed = await followRelease(
    {
      ...broken,
      gitRepository: () =>
        failures-- > 0 ? Promise.reject(new Error("connection refused")) : broken.gitRepository(),
    },
    {
      version: "2.0.0",
      older: new Set([old]),
      pushedAt: performance.now(),
      limit: 5000,
      interval: 1,
      onStage: () => undefined,
      cluster: "one",
    },
  );
  expect(followed.stopped).toBeUndefined();
});

test("the report has a row per cluster and the evidence of what stopped", () => {
  const text = renderRelease({
    version: "2.0.0",
    commit: mine,
    pushMs: 120,
    tenants: [],
    clusters: [
      {
        name: "one",
        previous: "1.0.0",
        changed: true,
        timeline: { fetched: 500, applied: 900, upgraded: 3000, serving: 3100 },
        stopped: null,
        evidence: [],
      },
      {
        name: "two",
        previous: "1.0.0",
        changed: true,
        timeline: { fetched: 510 },
        stopped: { stage: "applied", why: "BuildFailed" },
        evidence: ["Kustomization flux-system/apps"],
      },
    ],
  });
  expect(text.split("\n")).toEqual([
    "Commit bbbbbbbbbb, pushed in 120 ms. Milliseconds since the push began:",
    "CLUSTER  PODINFO         FETCHED  APPLIED  UPGRADED  SERVING",
    "one      1.0.0 -> 2.0.0  500 ms   900 ms   3000 ms   3100 ms",
    "two      1.0.0 -> 2.0.0  510 ms   -        -         -",
    "",
    'two did not get to "applied": BuildFailed',
    "  Kustomization flux-system/apps",
    "",
  ]);
});

test("releasing what is there already says so", () => {
  const clusters = ["one", "two"].map((name) => ({
    name,
    previous: "2.0.0",
    changed: false,
    timeline: {},
    stopped: null,
    evidence: [],
  }));
  expect(
    renderRelease({ version: "2.0.0", commit: null, tenants: [], pushMs: null, clusters }),
  ).toBe("Nothing to do: Git pins podinfo 2.0.0 already for one, two.\n");
});

test("what tenants' repositories got is reported tenant by tenant", () => {
  const cluster = {
    name: "one",
    previous: "1.0.0",
    changed: true,
    timeline: { fetched: 500, applied: 900, upgraded: 3000, serving: 3100 },
    stopped: null,
    evidence: [],
  };
  const nothing = { commit: null, pushMs: null, clusters: [] };
  const text = renderRelease({
    version: "2.0.0",
    ...nothing,
    tenants: [
      { name: "team-a", commit: mine, pushMs: 120, clusters: [cluster] },
      { name: "team-b", ...nothing, clusters: [{ ...cluster, changed: false }] },
    ],
  });
  expect(text).toContain(`team-a: Commit ${mine.slice(0, 10)}, pushed in 120 ms`);
  expect(text).toContain("team-b: Nothing to do: Git pins podinfo 2.0.0 already for one");
});

test("clusters that Git brings no podinfo to are named", () => {
  const report = { commit: null, pushMs: null, clusters: [], leftOut: ["two"] };
  expect(renderRelease({ version: "2.0.0", ...report, tenants: [] })).toBe(
    "Nothing to do.\nLeft out: Git brings no podinfo to two.\n",
  );
});

test("an object that is suspended on the way ends it at once, with the command", async () => {
  const suspended = {
    ...source(old),
    namespace: "flux-system",
    name: "flux-system",
    suspended: true,
  };
  const { stopped } = await follow({ ...good, gitRepository: [suspended] });
  expect(stopped?.why).toContain(
    "./lab flux --cluster one resume source git flux-system --namespace flux-system",
  );
});
