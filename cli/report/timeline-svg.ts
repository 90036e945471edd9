import { escapeHtml } from "./escape-html.ts";
import { seconds, type Track } from "./report-data.ts";

/** Height of a bar, of the space for a time below it, and of the axis; in pixels. */
const bar = 22;
const axis = 18;

/** How many colours style.ts has for segments. */
export const segmentColours = 7;

/**
 * One cluster's timeline as SVG: a segment for what led to each mark. Positions are percentages, so
 * that it takes whatever width there is while its text keeps its size.
 */
export function timelineSvg(track: Track, end: number): string {
  const percent = (ms: number): string => `${((ms / Math.max(end, 1)) * 100).toFixed(2)}%`;
  const segments = track.marks.map(({ label, ms, text }, index) => {
    const begin = track.marks[index - 1]?.ms ?? 0;
    const title = `${label} at ${ms} ms, after ${ms - begin} ms${text === "" ? "" : `: ${text}`}`;
    return (
      `<rect class="s${index % segmentColours}" x="${percent(begin)}" y="0" ` +
      `width="${percent(ms - begin)}" height="${bar}"><title>${escapeHtml(title)}</title></rect>`
    );
  });
  const ticks = tickTimes(end).map(
    (ms) =>
      `<line class="tick" x1="${percent(ms)}" x2="${percent(ms)}" y1="0" y2="${bar + 4}"/>` +
      `<text x="${percent(ms)}" y="${bar + axis - 2}" text-anchor="${anchor(ms, end)}">${seconds(ms)}</text>`,
  );
  const label = `${track.name}: ${track.marks.map((mark) => `${mark.label} ${mark.ms} ms`).join(", ")}`;
  return (
    `<svg role="img" aria-label="${escapeHtml(label)}" width="100%" height="${bar + axis}">` +
    `<rect class="track" x="0" y="0" width="100%" height="${bar}"/>${segments.join("")}${ticks.join("")}</svg>`
  );
}

/** Four round times at most, and the end of none is cut off. */
function tickTimes(end: number): number[] {
  const step = [100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000].find(
    (candidate) => end / candidate <= 4,
  );
  const width = step ?? end / 4;
  return Array.from({ length: Math.floor(end / width) + 1 }, (_, index) => index * width);
}

function anchor(ms: number, end: number): string {
  return ms === 0 ? "start" : ms > end * 0.93 ? "end" : "middle";
}
