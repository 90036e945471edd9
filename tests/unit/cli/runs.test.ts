import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastRun, recordRun, type RecordedRun } from "../../../cli/report/runs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "fluxlab runs "));
});
afterEach(() => {
  rmSync(state, { recursive: true });
});

const release = (second: number, version = "1.0.0"): RecordedRun => ({
  kind: "release",
  endedAt: `2026-11-23T06:00:${String(second).padStart(2, "0")}.000Z`,
  result: { version, commit: "abc", pushMs: 1, clusters: [] } as never,
});
const drift = (second: number): RecordedRun => ({
  kind: "drift",
  endedAt: `2026-11-23T06:00:${String(second).padStart(2, "0")}.000Z`,
  result: { demo: "git" } as never,
});

test("the last one is the newest, of the kind that is asked for", () => {
  recordRun({ state }, release(1));
  recordRun({ state }, drift(2));
  expect(lastRun({ state })).toEqual(drift(2));
  expect(lastRun({ state }, "release")).toEqual(release(1));
});

test("without any there is advice", () => {
  expect(() => lastRun({ state })).toThrow("there is no release or drift run yet");
  recordRun({ state }, release(1));
  expect(() => lastRun({ state }, "drift")).toThrow("there is no drift run yet");
});

test("twenty are kept", () => {
  for (let second = 0; second < 23; second += 1) {
    recordRun({ state }, release(second));
  }
  const names = readdirSync(join(state, "runs"));
  expect(names).toHaveLength(20);
  expect(names.sort()[0]).toContain("060003000Z");
});
