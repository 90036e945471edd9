import { findPlace, podinfoUrls } from "../../../cli/bench/bench-place.ts";
import { renderSvg } from "../../../cli/bench/bench-svg.ts";
import { ratio, summarize, type BenchResult } from "../../../cli/bench/figures.ts";
import { renderGrowth, renderMarkdown, short } from "../../../cli/bench/render-bench.ts";

const result: BenchResult = {
  at: "2026-11-23T07:34:28.000Z",
  machine: { cores: 2, memoryGiB: 24 },
  clusters: 4,
  runs: 3,
  contestants: {
    lab: { up: [60, 50, 52], release: [5], idleCpu: [0.1] },
    sequential: { up: [130, 135, 140] },
    parallel: { up: [50, 54, 52] },
  },
};

test("a summary is the median with the least and the greatest", () => {
  expect(summarize([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(summarize([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(summarize([10, 9])).toEqual({ median: 9.5, min: 9, max: 10 });
  expect(summarize([])).toBeUndefined();
  expect(summarize(undefined)).toBeUndefined();
});

test("a ratio is of medians, and there is none without both", () => {
  expect(ratio([1, 2, 3], [4])).toBe(0.5);
  expect(ratio([1], undefined)).toBeUndefined();
  expect(ratio([1], [0])).toBeUndefined();
});

test("the table has a row per figure that somebody has", () => {
  const lines = renderMarkdown(result).split("\n");
  expect(lines[0]).toBe("### 4 clusters, 3 runs");
  const rows = lines.filter((line) => line.startsWith("| "));
  expect(rows).toHaveLength(5);
  expect(rows[2]).toBe(
    "| up from nothing, until podinfo serves in every cluster, s | 52.0 (50.0 to 60.0) | 135 (130 to 140) | 52.0 (50.0 to 54.0) | 0.39 | 1.00 |",
  );
  expect(rows[3]).toContain("| 5.00 | - | - | - | - |");
});

test("who was not measured has no column", () => {
  const alone = { ...result, contestants: { ...result.contestants, sequential: {}, parallel: {} } };
  expect(renderMarkdown(alone)).toContain("| figure | this lab |\n");
});

test("growth has a column per number of clusters", () => {
  const one = { ...result, clusters: 1, contestants: { ...result.contestants, lab: { up: [20] } } };
  const lines = renderGrowth([one, result]).split("\n");
  expect(lines[0]).toBe("| figure | 1 | 4 |");
  expect(lines[2]).toBe(
    "| up from nothing, until podinfo serves in every cluster, s | 20.0 | 52.0 |",
  );
  expect(lines).toContain("| push to serving in every cluster, s | - | 5.00 |");
});

test("the chart has a bar for each time, of its length", () => {
  const svg = renderSvg(result);
  const bars = [...svg.matchAll(/<rect x="340" y="\d+" width="([\d.]+)" height="16"/g)];
  expect(bars).toHaveLength(4);
  const [lab, sequential] = bars.map(([, width]) => Number(width));
  expect((lab ?? 0) / (sequential ?? 1)).toBeCloseTo(52 / 135, 2);
  expect(svg).not.toContain("idle");
});

test.each([
  [123.4, "123"],
  [12.34, "12.3"],
  [1.234, "1.23"],
])("%d is written %s", (value, text) => {
  expect(short(value)).toBe(text);
});

test("a place has a port of each kind per cluster", async () => {
  const place = await findPlace("bench", 2);
  expect(place.clusters).toEqual(["c1", "c2"]);
  expect(podinfoUrls(place)).toEqual([
    `http://podinfo.c1.localhost:${place.firstIngressPort}`,
    `http://podinfo.c2.localhost:${place.firstIngressPort + 1}`,
  ]);
  expect(place.subnet).toMatch(/^10\.219\.\d+\.0\/24$/);
});
