import { stripVTControlCharacters } from "node:util";
import { parseFluxObject, type FluxObject } from "../../../cli/flux/flux-object.ts";
import { DriftDetector, type ManagedObject } from "../../../cli/watch/drift-detector.ts";
import { describeEvent } from "../../../cli/watch/flux-event.ts";
import { renderFrame, renderLine } from "../../../cli/watch/render-watch.ts";
import { changedPaths, leavesOf, ownedPaths } from "../../../cli/watch/spec-fields.ts";
import { ClusterModel, type Update } from "../../../cli/watch/watch-model.ts";

const envFields = {
  "f:containers": {
    'k:{"name":"podinfo"}': { "f:env": { 'k:{"name":"COLOUR"}': { "f:value": {} } } },
  },
};

describe("fields", () => {
  test("items of lists are known by name, as the API server knows them", () => {
    const spec = { template: { containers: [{ name: "a", env: [{ name: "X", value: "1" }] }] } };
    expect([...leavesOf(spec).keys()]).toContain("template.containers[a].env[X].value");
    expect([...leavesOf({ args: ["x", "y"] })]).toEqual([["args", '["x","y"]']]);
    expect(ownedPaths({ "f:spec": envFields })).toEqual(["containers[podinfo].env[COLOUR].value"]);
    expect(ownedPaths({ "f:status": {} })).toEqual([]);
  });

  test("what only one side has, or differs, has changed", () => {
    expect(changedPaths(leavesOf({ a: 1, b: 2 }), leavesOf({ a: 1, b: 3, c: 4 }))).toEqual([
      "b",
      "c",
    ]);
  });
});

const object = (replicas: number, owners: Record<string, object>): ManagedObject => ({
  metadata: {
    managedFields: Object.entries(owners).map(([manager, fields]) => ({
      manager,
      fieldsV1: { "f:spec": fields },
    })),
  },
  spec: { replicas, paused: false },
});
const flux = { "kustomize-controller": { "f:replicas": {} } };
const kubectl = { "kustomize-controller": {}, kubectl: { "f:replicas": {} } };

describe("drift", () => {
  test("is what somebody else set, until Flux sets it back", () => {
    const detector = new DriftDetector();
    expect(detector.see(object(1, flux))).toEqual([]);
    expect(detector.see(object(2, kubectl))).toEqual(["replicas"]);
    expect(detector.see(object(2, kubectl))).toEqual(["replicas"]);
    expect(detector.see(object(1, flux))).toEqual([]);
  });

  test("is not what Flux itself changes", () => {
    const detector = new DriftDetector();
    detector.see(object(1, flux));
    expect(detector.see(object(3, flux))).toEqual([]);
    expect(detector.see(object(1, kubectl))).toEqual(["replicas"]);
  });

  test("ends when the one who changed it puts it back", () => {
    const detector = new DriftDetector();
    detector.see(object(1, flux));
    detector.see(object(2, kubectl));
    expect(detector.see(object(1, kubectl))).toEqual([]);
  });

  test("a status is nobody's drift", () => {
    const detector = new DriftDetector();
    detector.see(object(1, flux));
    const status = {
      manager: "somebody",
      subresource: "status",
      fieldsV1: { "f:spec": { "f:replicas": {} } },
    };
    expect(detector.see({ metadata: { managedFields: [status] }, spec: { replicas: 2 } })).toEqual(
      [],
    );
  });
});

const source = (status: "True" | "False" | "Unknown", commit: string, message = ""): FluxObject =>
  parseFluxObject("Kustomization", {
    metadata: { name: "apps", namespace: "flux-system" },
    status: {
      lastAppliedRevision: `main@sha1:${commit.repeat(40)}`,
      conditions: [{ type: "Ready", status, reason: "R", message }],
    },
  });
const managed = (drift: string[]): Update => ({
  type: "managed",
  title: "Deployment podinfo/podinfo",
  owner: "Kustomization flux-system/apps",
  drift,
});
const said = (model: ClusterModel, update: Update, time = 0) =>
  model.apply(update, time).map(({ mood, text }) => `${mood}: ${text}`);

describe("what is worth a line", () => {
  let model: ClusterModel;
  beforeEach(() => {
    model = new ClusterModel("one");
    model.apply({ type: "flux", object: source("True", "a") }, 0);
  });

  test("a new revision, once; not that its controller is at work", () => {
    expect(said(model, { type: "flux", object: source("Unknown", "a") })).toEqual([]);
    expect(said(model, { type: "flux", object: source("True", "a") })).toEqual([]);
    expect(said(model, { type: "flux", object: source("True", "b") })).toEqual([
      "good: Kustomization flux-system/apps is Ready at main@bbbbbbb",
    ]);
  });

  test("a failure with its reason, and that it is over", () => {
    expect(said(model, { type: "flux", object: source("False", "a", "no such file") })).toEqual([
      "bad: Kustomization flux-system/apps R: no such file",
    ]);
    expect(said(model, { type: "flux", object: source("True", "a") })).toHaveLength(1);
  });

  test("something that is broken from the start", () => {
    expect(
      said(new ClusterModel("two"), { type: "flux", object: source("False", "a", "x") }),
    ).toHaveLength(1);
  });

  test("drift when it comes and when it goes, with how long it was", () => {
    expect(said(model, managed([]), 0)).toEqual([]);
    expect(said(model, managed(["replicas"]), 1000)).toEqual([
      "drift: DRIFT Deployment podinfo/podinfo: replicas",
    ]);
    expect(said(model, managed(["replicas"]), 2000)).toEqual([]);
    expect(said(model, managed([]), 3500)).toEqual([
      "good: HEALED Deployment podinfo/podinfo after 2.5 s",
    ]);
  });

  test("an object that a new revision no longer has is no drift", () => {
    model.apply(managed(["deleted"]), 0);
    model.apply({ type: "flux", object: source("True", "b") }, 0);
    expect(model.drifted.size).toBe(0);
  });

  test("podinfo's version when it changes, not when it is first asked", () => {
    expect(said(model, { type: "podinfo", name: "podinfo", version: "1" })).toEqual([]);
    expect(said(model, { type: "podinfo", name: "podinfo", version: "1" })).toEqual([]);
    expect(said(model, { type: "podinfo", name: "podinfo", version: undefined })).toEqual([
      "bad: podinfo does not answer",
    ]);
    expect(said(model, { type: "podinfo", name: "podinfo", version: "2" })).toEqual([
      "good: podinfo serves 2",
    ]);
  });

  test("the API server going and coming back", () => {
    expect(said(model, { type: "reachable", problem: undefined })).toEqual([]);
    expect(said(model, { type: "reachable", problem: "refused" })).toHaveLength(1);
    expect(said(model, { type: "reachable", problem: "refused" })).toEqual([]);
    expect(said(model, { type: "reachable", problem: undefined })).toHaveLength(1);
  });

  test("the same event twice in a row once", () => {
    const event: Update = { type: "event", warning: true, text: "e" };
    expect(said(model, event)).toEqual(["bad: e"]);
    expect(said(model, event)).toEqual([]);
  });
});

describe("the picture", () => {
  const screen = { columns: 75, rows: 30 };
  const plain = (lines: string[]) => lines.map((line) => stripVTControlCharacters(line));

  test("has a row per object, marks drift and fits the width", () => {
    const model = new ClusterModel("one");
    model.apply({ type: "flux", object: source("False", "a", "x".repeat(100)) }, 0);
    model.apply(managed(["replicas"]), 0);
    const lines = plain(renderFrame([model], [], 5000, screen));
    expect(lines[0]).toBe("one: not ready");
    expect(lines[1]).toMatch(/^ {2}Kustomization {2}flux-system\/apps {2,}False .*…$/);
    expect(lines[2]).toMatch(/^ {2}Deployment .* DRIFT .* 5s +replicas$/);
    expect(lines.every((line) => line.length <= 75)).toBe(true);
  });

  test("on a small screen leaves out the objects of clusters that are well", () => {
    const models = ["one", "two", "three"].map((name) => new ClusterModel(name));
    for (const [index, model] of models.entries()) {
      model.apply({ type: "podinfo", name: "podinfo", version: "1" }, 0);
      model.apply({ type: "flux", object: source(index === 1 ? "False" : "True", "a") }, 0);
    }
    const lines = plain(renderFrame(models, [], 0, { columns: 80, rows: 9 }));
    expect(lines.filter((line) => line.includes("Kustomization"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("podinfo serves 1"))).toHaveLength(3);
  });

  test("a line of the log has colour only where there is a terminal", () => {
    const line = { time: 0, cluster: "one", mood: "drift", text: "DRIFT" } as const;
    expect(renderLine(line, false)).toMatch(/^\d\d:\d\d:\d\d one {2}DRIFT$/);
    expect(renderLine(line, true)).toContain("\x1b[35m");
  });
});

test("events are Flux's own, on one line", () => {
  const event = {
    type: "Warning",
    reason: "DriftDetected",
    message: "drifted:\n a\n",
    lastTimestamp: "2026-11-23T06:00:00Z",
    involvedObject: {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      namespace: "podinfo",
      name: "podinfo",
    },
  };
  expect(describeEvent(event)).toEqual({
    time: Date.parse("2026-11-23T06:00:00Z"),
    warning: true,
    text: "HelmRelease podinfo/podinfo DriftDetected: drifted: a",
  });
  expect(describeEvent({ ...event, involvedObject: { apiVersion: "v1" } })).toBeUndefined();
  expect(describeEvent({ ...event, reason: "ReconciliationSucceeded" })).toBeUndefined();
});
