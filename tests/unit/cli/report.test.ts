import { escapeHtml } from "../../../cli/report/escape-html.ts";
import { renderPage } from "../../../cli/report/page.ts";
import { reportData } from "../../../cli/report/report-data.ts";
import { timelineSvg } from "../../../cli/report/timeline-svg.ts";
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

test("the page loads nothing and lets no text become markup", () => {
  const page = renderPage(reportData(releaseRun));
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).not.toMatch(/<script|@import|url\(/);
  expect(page).toContain("&lt;BuildFailed&gt; &amp; more");
  expect(page).not.toContain("<BuildFailed>");
  expect(page).toContain('class="bad"');
  expect(renderPage(reportData(driftRun))).toContain('class="good"');
});

test("segments meet, the last one ends where its cluster ended", () => {
  const track = reportData(releaseRun).tracks[0];
  expect(track).toBeDefined();
  const svg = track ? timelineSvg(track, 11_912) : "";
  const rects = [...svg.matchAll(/<rect class="s\d" x="([\d.]+)%" y="0" width="([\d.]+)%"/g)];
  const ends = rects.map(([, x, width]) => Number(x) + Number(width));
  expect(rects.map(([, x]) => Number(x)).slice(1)).toEqual(
    ends.slice(0, -1).map((value) => expect.closeTo(value, 1) as number),
  );
  expect(ends.at(-1)).toBeCloseTo(100, 1);
  expect(svg).toContain("<title>applied at 6284 ms, after 4286 ms</title>");
  expect([...svg.matchAll(/<text/g)].length).toBeLessThanOrEqual(5);
});

test("every character that means something in HTML is escaped", () => {
  expect(escapeHtml(`<a href="x">'&'</a>`)).toBe(
    "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;",
  );
});
