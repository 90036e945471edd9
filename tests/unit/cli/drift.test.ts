import { runDemonstration, type Demonstration } from "../../../cli/drift/demonstration.ts";
import { driftLimit, parseInterval } from "../../../cli/drift/drift-limit.ts";
import { DriftRecorder, type DriftRun } from "../../../cli/drift/drift-run.ts";
import {
  hasCondition,
  isRolledOut,
  nextStage,
  type HealView,
  type RawDeployment,
} from "../../../cli/drift/heal.ts";
import { renderMark, renderOutcome } from "../../../cli/drift/render-drift.ts";
import { helmTarget, kustomizeTarget } from "../../../cli/drift/targets.ts";

const drifted: HealView = {
  value: "2",
  original: "1",
  managerNoticed: false,
  rolledOut: false,
};

test("nothing is noticed while the manager is idle and the field still differs", () => {
  expect(nextStage("changed", drifted)).toBeUndefined();
  expect(nextStage("changed", { ...drifted, managerNoticed: true })).toBe("noticed");
});

test("a field that is back was noticed, even if nobody saw the manager at it", () => {
  expect(nextStage("changed", { ...drifted, value: "1" })).toBe("noticed");
});

test("equal needs the field back, ready needs its pods too", () => {
  expect(nextStage("noticed", { ...drifted, managerNoticed: true })).toBeUndefined();
  expect(nextStage("noticed", { ...drifted, value: "1" })).toBe("equal");
  expect(nextStage("equal", { ...drifted, value: "1" })).toBeUndefined();
  expect(nextStage("equal", { ...drifted, value: "1", rolledOut: true })).toBe("ready");
  expect(nextStage("ready", { ...drifted, value: "1", rolledOut: true })).toBeUndefined();
});

const complete: RawDeployment = {
  metadata: { generation: 2 },
  spec: { replicas: 1 },
  status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
};

test.each([
  [{}, true],
  [{ observedGeneration: 1 }, false],
  [{ replicas: 2 }, false],
  [{ updatedReplicas: 0 }, false],
  [{ availableReplicas: 0 }, false],
])("a Deployment with %j is rolled out: %s", (status, rolledOut) => {
  expect(isRolledOut({ ...complete, status: { ...complete.status, ...status } })).toBe(rolledOut);
});

test("only a condition that is True counts", () => {
  const manager = (status: string) => ({ status: { conditions: [{ type: "Drifted", status }] } });
  expect(hasCondition(manager("True"), "Drifted", "Reconciling")).toBe(true);
  expect(hasCondition(manager("False"), "Drifted")).toBe(false);
  expect(hasCondition(manager("True"), "Reconciling")).toBe(false);
  expect(hasCondition(undefined, "Drifted")).toBe(false);
});

test("the targets read what kubectl sets", () => {
  expect(kustomizeTarget.read({ spec: { replicas: 3 } })).toBe("3");
  expect(kustomizeTarget.set(kustomizeTarget.other("1"))).toContain("--replicas=2");
  const env = [{ name: "PODINFO_UI_MESSAGE", value: "hello" }];
  const containers = [{ name: "podinfo", env }];
  const target = helmTarget("podinfo");
  expect(target.read({ spec: { template: { spec: { containers } } } })).toBe("hello");
  expect(target.read({})).toBeUndefined();
  expect(target.set("x")).toContain("PODINFO_UI_MESSAGE=x");
});

function demonstration(change: Partial<Demonstration>): Demonstration {
  return {
    plan: "",
    commits: [],
    change: () => Promise.resolve(),
    follow: () => Promise.resolve(),
    undo: () => Promise.resolve(undefined),
    ...change,
  };
}
const recorder = () => new DriftRecorder(() => undefined);
const never = new AbortController().signal;

test("what Flux has healed is not put back", async () => {
  expect(await runDemonstration(demonstration({}), recorder(), never)).toEqual({
    stopped: null,
    undone: null,
  });
});

test.each(["change", "follow"] as const)("a %s that fails is put back", async (step) => {
  const failing = demonstration({
    [step]: () => Promise.reject(new Error("broke")),
    undo: () => Promise.resolve("put back"),
  });
  expect(await runDemonstration(failing, recorder(), never)).toEqual({
    stopped: "broke",
    undone: "put back",
  });
});

test("putting back is tried three times, as Ctrl-C also reaches the tools that do it", async () => {
  let attempts = 0;
  const undo = () => {
    attempts += 1;
    return attempts < 3 ? Promise.reject(new Error("killed")) : Promise.resolve("put back");
  };
  expect((await runDemonstration(demonstration({ undo }), recorder(), never)).undone).toBe(
    "put back",
  );
  const hopeless = demonstration({ undo: () => Promise.reject(new Error("no way")) });
  await expect(runDemonstration(hopeless, recorder(), never)).rejects.toThrow("no way");
});

test("nothing is changed once interrupted", async () => {
  const change = jest.fn(() => Promise.resolve());
  const interrupted = AbortSignal.abort(new Error("interrupted"));
  const { stopped } = await runDemonstration(demonstration({ change }), recorder(), interrupted);
  expect(stopped).toBe("interrupted");
  expect(change).not.toHaveBeenCalled();
});

test("marks count from where the change began", () => {
  let time = 1000;
  const seen: string[] = [];
  const marks = new DriftRecorder(
    (mark) => seen.push(mark.stage),
    () => time,
  );
  time = 5000;
  marks.begin();
  time = 5250.4;
  marks.mark("changed", "a");
  time = 7000;
  marks.mark("noticed", "b");
  expect(marks.marks).toEqual([
    { stage: "changed", ms: 250, text: "a" },
    { stage: "noticed", ms: 2000, text: "b" },
  ]);
  expect(seen).toEqual(["changed", "noticed"]);
});

const run: DriftRun = {
  demo: "kustomize",
  cluster: "one",
  startedAt: "2026-11-23T06:00:00Z",
  marks: [
    { stage: "changed", ms: 300, text: "" },
    { stage: "noticed", ms: 2000, text: "" },
    { stage: "equal", ms: 2100, text: "" },
  ],
  commits: [],
  stopped: null,
  undone: null,
};

test("the outcome says when Flux noticed and when all was equal", () => {
  expect(renderOutcome(run)).toBe(
    "Flux noticed after 2000 ms and had one equal to Git after 2100 ms.\n",
  );
  expect(renderOutcome({ ...run, marks: [], stopped: "interrupted", undone: "kubectl x" })).toBe(
    "Stopped: interrupted\nPut back: kubectl x\n",
  );
});

test("a mark is one line, in colour only for a terminal", () => {
  const mark = { stage: "noticed", ms: 2000, text: "seen" };
  expect(renderMark(mark, false)).toBe("    2000 ms  noticed       seen\n");
  expect(renderMark(mark, true)).toContain("\x1b[36mnoticed");
});

test.each([
  ["20s", 20_000],
  ["3m", 180_000],
  ["1h1m1s", 3_661_000],
  ["", undefined],
  ["soon", undefined],
])("%j is %s ms", (text, milliseconds) => {
  expect(parseInterval(text)).toBe(milliseconds);
});

test("the limit is the drift check and time to work", () => {
  expect(driftLimit("20s")).toBe(140_000);
  expect(driftLimit(undefined)).toBe(300_000);
});
