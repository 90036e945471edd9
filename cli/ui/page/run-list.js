import { useState } from "preact/hooks";
import { clock, milliseconds, seconds } from "#page/format.js";
import { html } from "#page/html.js";

/**
 * @import { RunEntry } from "../entries.ts"
 * @import { Track } from "../../report/report-data.ts"
 */

/** How many colours the style has for segments. */
const colours = 7;

/**
 * Releases and drift demonstrations that are over, newest first, the first one open.
 *
 * @param {{ runs: readonly (RunEntry & { key: string })[], canAct: boolean,
 *   onAction: (request: object) => void }} props
 */
export function RunList({ runs, canAct, onAction }) {
  return runs.length === 0
    ? html`<p class="note">
        None yet. A release or a drift demonstration leaves its timeline here.
      </p>`
    : runs.map(
        (run, index) =>
          html`<details key=${run.key} class="run" open=${index === 0}>
            <${Run} entry=${run} wayBack=${canAct ? wayBack(run) : []} onAction=${onAction} />
          </details>`,
      );
}

/**
 * The releases that take a run back, one for each version that was there before.
 *
 * @param {RunEntry} entry
 */
function wayBack({ run }) {
  if (run.kind !== "release") {
    return [];
  }
  const { result } = run;
  const changed = [{ name: undefined, clusters: result.clusters }, ...result.tenants].flatMap(
    ({ name: tenant, clusters }) =>
      clusters
        .filter((one) => one.changed)
        .map(({ name, previous }) => ({ tenant, name, previous })),
  );
  return [...new Set(changed.map(({ previous }) => previous))].map((version) => {
    const there = changed.filter(({ previous }) => previous === version);
    return {
      action: "rollback",
      version,
      clusters: [...new Set(there.map(({ name }) => name))],
      tenants: [...new Set(there.flatMap(({ tenant }) => tenant ?? []))],
    };
  });
}

/**
 * @param {{ entry: RunEntry, wayBack: ReturnType<typeof wayBack>,
 *   onAction: (request: object) => void }} props
 */
function Run({ entry: { report, run }, wayBack: back, onAction }) {
  const end = Math.max(1, ...report.tracks.flatMap(({ marks }) => marks.map(({ ms }) => ms)));
  const isGood = report.tracks.every(({ stopped }) => stopped === null);
  return html`<summary>
      <b>${report.title}</b>
      <span class=${isGood ? "good" : "bad"}>${report.summary}</span>
      <time datetime=${report.endedAt}>${clock(report.endedAt)}</time>
    </summary>
    <p class="note">
      Ended ${new Date(report.endedAt).toLocaleString("en-GB")}. Milliseconds since
      ${report.origin}.
    </p>
    <dl>
      ${report.facts.map(
        ([name, value]) =>
          html`<div key=${name + value}>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${report.tracks.map((track) => html`<${Timeline} key=${track.name} track=${track} end=${end} />`)}
    <p class="buttons">
      <${CopyButton} text=${JSON.stringify(run, undefined, 2)} />
      ${back.map(
        (request) =>
          html`<button
            type="button"
            key=${request.version}
            onClick=${() => {
              onAction(request);
            }}
          >
            Roll back to ${request.version}
          </button>`,
      )}
    </p>`;
}

/** @param {{ track: Track, end: number }} props */
function Timeline({ track, end }) {
  const { name, change, marks, stopped, evidence } = track;
  const percent = (/** @type {number} */ ms) => `${((ms / end) * 100).toFixed(2)}%`;
  const spoken = marks.map(({ label, ms }) => `${label} ${ms} ms`).join(", ");
  return html`<section class="track">
    <h3>${name} <small>${change}</small></h3>
    <svg role="img" aria-label=${`${name}: ${spoken}`} width="100%" height="22">
      <rect class="ground" x="0" y="0" width="100%" height="22" rx="3" />
      ${marks.map(({ label, ms }, index) => {
        const begin = marks[index - 1]?.ms ?? 0;
        return html`<rect
          key=${label}
          class=${`s${index % colours}`}
          x=${percent(begin)}
          y="0"
          width=${percent(ms - begin)}
          height="22"
        />`;
      })}
    </svg>
    <ol class="marks">
      ${marks.map(
        ({ label, ms, text }, index) =>
          html`<li key=${label}>
            <span class=${`key s${index % colours}`}></span>
            <span>${label}${text !== "" && html`<small> ${text}</small>`}</span>
            <span class="ms">${milliseconds(ms)}</span>
          </li>`,
      )}
    </ol>
    ${
      stopped !== null &&
      html`<div class="box bad">
        <p>Stopped after ${seconds(marks.at(-1)?.ms ?? 0)}: ${stopped}</p>
        ${evidence.length > 0 && html`<pre>${evidence.join("\n")}</pre>`}
      </div>`
    }
  </section>`;
}

/** @param {{ text: string }} props */
function CopyButton({ text }) {
  const [said, say] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      say("This browser does not let a page copy: ./lab report has the data in its file.");
    }
  };
  return html`<button type="button" onClick=${copy}>Copy as JSON</button>
    <span role="status">${said}</span>`;
}
