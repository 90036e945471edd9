import { useState } from "preact/hooks";
import { ActionDialog, actions } from "#page/action-dialog.js";
import { ClusterCard } from "#page/cluster-card.js";
import { DetailsDialog } from "#page/details-dialog.js";
import { clock } from "#page/format.js";
import { html } from "#page/html.js";
import { Commits } from "#page/repository-section.js";
import { RunList } from "#page/run-list.js";
import { moodOfLane, worst } from "#page/state.js";
import { TenantsTable } from "#page/tenants-table.js";

/**
 * @import { ActionEntry } from "../entries.ts"
 * @import { Mood, State } from "#page/state.js"
 * @import { Request } from "#page/action-dialog.js"
 */

/** How the page gets its data. */
/** @typedef {{ kind: "waiting" | "live" | "lost" | "refused" } | { kind: "file", at: string }} Source */

/** What the toolbar offers. */
const offered = /** @type {const} */ (["release", "drift"]);

/**
 * The whole page.
 *
 * @param {{ state: State, now: number, source: Source,
 *   send: (path: string, body: object) => Promise<{ command?: string, error?: string }> }} props
 */
export function App({ state, now, source, send }) {
  const [request, setRequest] = useState(/** @type {Request | undefined} */ (undefined));
  const [opened, setOpened] = useState(
    /** @type {{ cluster: string, tenant: string | null } | undefined} */ (undefined),
  );
  const { lab } = state;
  const canAct = source.kind === "live" && lab !== undefined && lab.versions.length > 0;
  const own = state.repositories.filter(({ tenant }) => tenant === null);
  const theirs = state.repositories.filter(({ tenant }) => tenant !== null);
  const open = (/** @type {string} */ cluster, /** @type {string | null} */ tenant) => {
    setOpened({ cluster, tenant });
  };
  return html`<header class="top">
      <h1>fluxlab</h1>
      <${Summary} state=${state} source=${source} />
      <${SourceMark} source=${source} />
    </header>
    <main>
      ${
        canAct &&
        html`<nav class="toolbar" aria-label="Actions">
          ${offered.map(
            (action) =>
              html`<button
                type="button"
                key=${action}
                class=${action === "release" ? "main" : ""}
                onClick=${() => {
                  setRequest({ action });
                }}
              >
                ${actions[action]}
              </button>`,
          )}
          <a href=${lab.giteaUrl} target="_blank" rel="noreferrer">Gitea</a>
        </nav>`
      }
      ${state.action !== undefined && html`<${Action} action=${state.action} send=${send} canAct=${canAct} />`}
      ${
        (state.gitea?.problem ?? null) !== null &&
        html`<p class="box bad" role="status">
          Gitea does not answer: ${state.gitea?.problem}. Clusters keep what they have.
        </p>`
      }
      ${own.map(
        (repository) =>
          html`<section key=${repository.name} aria-label=${repository.name}>
            <h2>
              Git <a href=${repository.url} target="_blank" rel="noreferrer">${repository.name}</a>
            </h2>
            <${Commits} repository=${repository} state=${state} now=${now} />
            <div class="cards">
              ${(lab?.clusters ?? []).map((name) => {
                const cluster = state.cluster(name) ?? { name, problem: null, since: now };
                return html`<${ClusterCard}
                  key=${name}
                  cluster=${cluster}
                  lane=${state.lane(name, null)}
                  now=${now}
                  onOpen=${() => {
                    open(name, null);
                  }}
                />`;
              })}
            </div>
          </section>`,
      )}
      ${
        theirs.length > 0 &&
        html`<section aria-label="Tenants' repositories">
          <h2>Tenants</h2>
          <${TenantsTable} repositories=${theirs} state=${state} onOpen=${open} />
        </section>`
      }
      <div class="columns">
        <section aria-label="Runs">
          <h2>Runs</h2>
          <${RunList} runs=${state.runs} canAct=${canAct} onAction=${setRequest} />
        </section>
        ${
          source.kind !== "file" &&
          html`<section aria-label="What happened">
            <h2>What happened</h2>
            <${Log} lines=${state.log} />
          </section>`
        }
      </div>
    </main>
    ${
      opened !== undefined &&
      html`<${DetailsDialog}
        title=${opened.tenant === null ? opened.cluster : `${opened.tenant} in ${opened.cluster}`}
        lane=${state.lane(opened.cluster, opened.tenant)}
        now=${now}
        canAct=${canAct}
        onAction=${(/** @type {Request} */ wanted) => {
          setOpened(undefined);
          setRequest(wanted);
        }}
        onClose=${() => {
          setOpened(undefined);
        }}
      />`
    }
    ${
      request !== undefined &&
      lab !== undefined &&
      html`<${ActionDialog}
        first=${request}
        lab=${lab}
        send=${send}
        onClose=${() => {
          setRequest(undefined);
        }}
      />`
    }`;
}

/** @param {{ state: State, source: Source }} props */
function Summary({ state, source }) {
  const { mood, text } = summary(state, source);
  return html`<p class=${`summary ${mood}`} role="status">${text}</p>`;
}

/**
 * Everything in one sentence.
 *
 * @param {State} state
 * @param {Source} source
 * @returns {{ mood: Mood, text: string }}
 */
function summary(state, source) {
  const { lab, gone } = state;
  if (source.kind === "refused") {
    return {
      mood: "bad",
      text: "This address is of a page that has ended. ./lab ui prints a new one.",
    };
  }
  if (lab === undefined) {
    const waiting = source.kind === "file" ? "The lab was not up." : "Looking at the lab…";
    return { mood: gone === undefined ? "plain" : "bad", text: gone ?? waiting };
  }
  const { clusters, tenants } = lab;
  const away = clusters.filter((name) => (state.cluster(name)?.problem ?? null) !== null);
  if (away.length > 0) {
    return { mood: "bad", text: `${away.join(", ")} ${away.length === 1 ? "is" : "are"} gone` };
  }
  const moodsOf = clusters.map((name) => ({
    name,
    mood: worst([null, ...tenants].map((tenant) => moodOfLane(state.lane(name, tenant)))),
  }));
  const mood = worst(moodsOf.map((one) => one.mood));
  const names = moodsOf.filter((one) => one.mood === mood).map(({ name }) => name);
  const where = names.length === clusters.length ? "everywhere" : `in ${names.join(", ")}`;
  const texts = {
    good:
      clusters.length === 1
        ? `${clusters[0]} is as in Git`
        : `${clusters.length} clusters, all as in Git`,
    plain: `Flux is at work ${where}`,
    drift: `Drift ${where}`,
    bad: `Something is not ready ${where}`,
  };
  return { mood, text: texts[mood] };
}

/** @param {{ source: Source }} props */
function SourceMark({ source }) {
  switch (source.kind) {
    case "live":
      return html`<p class="source good">live</p>`;
    case "lost":
      return html`<p class="source bad" role="status">
        ./lab ui does not answer; this is how it was last
      </p>`;
    case "waiting":
    case "refused":
      return null;
    case "file":
      return html`<p class="source plain">
        written ${new Date(source.at).toLocaleString("en-GB")}
      </p>`;
  }
}

/**
 * @param {{ action: ActionEntry, canAct: boolean,
 *   send: (path: string, body: object) => Promise<object> }} props
 */
function Action({ action, send, canAct }) {
  const { command, state, lines } = action;
  const words = { running: "runs", done: "done", failed: "failed" };
  const moods = { running: "plain", done: "good", failed: "bad" };
  return html`<section class="action" aria-label="Action">
    <header>
      <code>${command}</code>
      <span class=${`pill ${moods[state]}`} role="status">${words[state]}</span>
      ${
        state === "running" &&
        canAct &&
        html`<button
          type="button"
          onClick=${() => {
            void send("/actions", { action: "cancel" });
          }}
        >
          Cancel
        </button>`
      }
    </header>
    ${lines.length > 0 && html`<pre tabindex="0" aria-label="Output">${lines.join("\n")}</pre>`}
  </section>`;
}

/** @param {{ lines: State["log"] }} props */
function Log({ lines }) {
  return lines.length === 0
    ? html`<p class="note">Nothing since the page was served.</p>`
    : html`<div class="log" role="log" tabindex="0" aria-label="What happened, newest first">
        <ol>
          ${lines.map(
            ({ key, time, cluster, mood, text }) =>
              html`<li key=${key} class=${mood}>
                <time>${clock(time)}</time> <b>${cluster}</b> <span>${text}</span>
              </li>`,
          )}
        </ol>
      </div>`;
}
