import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderReport } from "../../../cli/report/report-file.ts";
import { reportData } from "../../../cli/report/report-data.ts";
import { recordRun } from "../../../cli/report/runs.ts";
import { LiveDocument } from "../../../cli/ui/live-document.ts";
import { setRuns } from "../../../cli/ui/set-runs.ts";
import type { RecordedRun } from "../../../cli/report/runs.ts";
import { driftRun, releaseRun } from "./report-runs.ts";

test("a release has a track for each cluster that changed, and says where it stopped", () => {
  const { title, summary, tracks, facts } = reportData(releaseRun);
  expect(title).toBe("Release of podinfo 6.9.3-lab.1");
  expect(summary).toBe("Served in 1 of 2.");
  expect(tracks.map(({ name }) => name)).toEqual(["core-app", "dmz-app"]);
  expect(tracks[0]?.marks.map(({ label, ms }) => [label, ms])).toEqual([
    ["fetched", 1998],
    ["applied", 6284],
    ["upgraded", 11896],
    ["serving", 11912],
  ]);
  expect(tracks[1]?.stopped).toContain("not applied");
  expect(facts).toContainEqual(["git push", "426 ms"]);
});

test("a release that came through everywhere says how long the slowest took", () => {
  const run = structuredClone(releaseRun) as Extract<RecordedRun, { kind: "release" }>;
  const clusters = run.result.clusters.slice(0, 1);
  const { summary } = reportData({ ...run, result: { ...run.result, clusters } });
  expect(summary).toBe("Served everywhere 11.9 s after the push began.");
});

test("a release to tenants has a track for each of them", () => {
  const run = structuredClone(releaseRun) as Extract<RecordedRun, { kind: "release" }>;
  const { clusters, commit, pushMs } = run.result;
  const tenants = [{ name: "team-a", clusters: clusters.slice(0, 1), commit, pushMs }];
  const result = { ...run.result, commit: null, pushMs: null, clusters: [], tenants };
  const data = reportData({ ...run, result });
  expect(data.tracks.map(({ name }) => name)).toEqual(["team-a in core-app"]);
  expect(data.facts[0]?.[0]).toBe("Commit of team-a");
});

test("a drift run has its marks and says when all was equal", () => {
  const { summary, tracks } = reportData(driftRun);
  expect(summary).toBe("Equal to Git again 28.5 s after the change.");
  expect(tracks[0]?.marks).toHaveLength(4);
});

test("a drift run that was interrupted says so and what was put back", () => {
  const run = structuredClone(driftRun) as Extract<RecordedRun, { kind: "drift" }>;
  const result = { ...run.result, marks: [], stopped: "interrupted", undone: "kubectl scale" };
  const { summary, facts } = reportData({ ...run, result });
  expect(summary).toBe("Not healed: interrupted.");
  expect(facts).toContainEqual(["Put back", "kubectl scale"]);
});

test("the page has all runs, those of one kind, and forgets what is kept no longer", () => {
  const state = mkdtempSync(join(tmpdir(), "fluxlab report "));
  const document = new LiveDocument();
  try {
    recordRun({ state }, releaseRun);
    recordRun({ state }, driftRun);
    setRuns({ state }, document);
    expect(document.keys("run/")).toHaveLength(2);
    setRuns({ state }, document, "drift");
    expect(Object.values(document.values())).toEqual([
      { report: reportData(driftRun), run: driftRun },
    ]);
    rmSync(join(state, "runs"), { recursive: true });
    setRuns({ state }, document);
    expect(document.keys("run/")).toEqual([]);
  } finally {
    document.close();
    rmSync(state, { recursive: true });
  }
});

test("the file loads nothing and lets no text become markup", () => {
  const page = renderReport({
    at: "2026-11-25T12:00:00Z",
    set: { text: "</script><script>alert(1)</script><!-- start -->" },
  });
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).not.toMatch(/@import|url\(/);
  expect(page).not.toContain("alert(1)</script>");
  expect(page).toContain("default-src 'none'");
  const data = /id="data">(.*?)<\/script>/.exec(page)?.[1] ?? "";
  expect(JSON.parse(data)).toHaveProperty(
    "set.text",
    "</script><script>alert(1)</script><!-- start -->",
  );
});
