import {
  contestants,
  figures,
  summarize,
  type BenchResult,
  type ContestantName,
  type Figure,
} from "./figures.ts";
import { measured, short } from "./render-bench.ts";

const colours: Record<ContestantName, string> = {
  lab: "#2a9d76",
  sequential: "#d08a1d",
  parallel: "#3b82c4",
};
const width = 860;
const left = 340;
const bar = 16;
/** Of the font, about. */
const characterWidth = 6.5;

/** The times as a bar chart: a bar for the median, a line from the least to the greatest. */
export function renderSvg(result: BenchResult): string {
  const timed = measured(result).filter((figure) => figures[figure].unit === "s");
  const names = Object.keys(contestants) as ContestantName[];
  const greatest = Math.max(
    1,
    ...timed.flatMap((figure) => names.flatMap((name) => result.contestants[name][figure] ?? [])),
  );
  const scale = (width - left - 70) / greatest;
  let y = 56;
  const groups = timed.map((figure) => {
    const top = y;
    const bars = names.flatMap((name) => {
      const drawn = drawBar(result, figure, name, y, scale);
      y += drawn === undefined ? 0 : bar + 2;
      return drawn ?? [];
    });
    y += 14;
    return `<text x="8" y="${top + 12}">${figures[figure].title}</text>${bars.join("")}`;
  });
  let x = 8;
  const key = names.map((name) => {
    const entry =
      `<rect x="${x}" y="29" width="11" height="11" fill="${colours[name]}"/>` +
      `<text x="${x + 16}" y="39">${contestants[name]}</text>`;
    x += 40 + contestants[name].length * characterWidth;
    return entry;
  });
  const clusters = `${result.clusters} cluster${result.clusters === 1 ? "" : "s"}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="12">` +
    `<rect width="100%" height="100%" fill="#fff"/><text x="8" y="18" font-weight="bold">${clusters}, seconds</text>` +
    `${key.join("")}${groups.join("")}</svg>\n`
  );
}

function drawBar(
  result: BenchResult,
  figure: Figure,
  name: ContestantName,
  y: number,
  scale: number,
): string | undefined {
  const summary = summarize(result.contestants[name][figure]);
  if (summary === undefined) {
    return undefined;
  }
  const { median, min, max } = summary;
  const at = (value: number): string => (left + value * scale).toFixed(1);
  const middle = y + bar / 2;
  return (
    `<rect x="${left}" y="${y}" width="${(median * scale).toFixed(1)}" height="${bar}" fill="${colours[name]}"/>` +
    `<line x1="${at(min)}" x2="${at(max)}" y1="${middle}" y2="${middle}" stroke="#1b2430"/>` +
    `<text x="${(left + max * scale + 5).toFixed(1)}" y="${y + 12}">${short(median)}</text>`
  );
}
