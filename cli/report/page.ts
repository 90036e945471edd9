import { escapeHtml } from "./escape-html.ts";
import type { ReportData, Track } from "./report-data.ts";
import { style } from "./style.ts";
import { segmentColours, timelineSvg } from "./timeline-svg.ts";

/** The whole report as one HTML document that loads nothing. */
export function renderPage(data: ReportData): string {
  const { title, summary, endedAt, origin, facts, tracks } = data;
  const end = Math.max(1, ...tracks.flatMap(({ marks }) => marks.map(({ ms }) => ms)));
  const isGood = tracks.every(({ stopped }) => stopped === null);
  const details = facts
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="${isGood ? "good" : "bad"}">${escapeHtml(summary)}</p>
<p class="quiet">Ended <time datetime="${escapeHtml(endedAt)}">${escapeHtml(endedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC"))}</time>. Times are milliseconds since ${escapeHtml(origin)}.</p>
<dl>
${details}
</dl>
${tracks.map((track) => renderTrack(track, end)).join("\n")}
</body>
</html>
`;
}

function renderTrack(track: Track, end: number): string {
  const { name, change, marks, stopped, evidence } = track;
  const rows = marks.map(({ label, ms, text }, index) => {
    const took = ms - (marks[index - 1]?.ms ?? 0);
    const key = `<span class="key s${index % segmentColours}"></span>`;
    const note = text === "" ? "" : `<br><span class="quiet">${escapeHtml(text)}</span>`;
    return `<tr><td>${key}${escapeHtml(label)}${note}</td><td class="ms">${took}</td><td class="ms">${ms}</td></tr>`;
  });
  const trouble =
    stopped === null
      ? ""
      : `<p class="bad">${escapeHtml(stopped)}</p>${evidence.length === 0 ? "" : `<pre>${escapeHtml(evidence.join("\n"))}</pre>`}`;
  return `<section>
<h2>${escapeHtml(name)}</h2>
<p class="quiet">${escapeHtml(change)}</p>
${timelineSvg(track, end)}
<table>
<thead><tr><th>Stage</th><th class="ms">took ms</th><th class="ms">at ms</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
${trouble}
</section>`;
}
