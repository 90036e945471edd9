import { Drift, driftsOf } from "#page/drift.js";
import { age } from "#page/format.js";
import { html } from "#page/html.js";
import { Dialog } from "#page/dialog.js";
import { Trouble } from "#page/trouble.js";

/**
 * @import { DriftEntry, ObjectEntry } from "../entries.ts"
 * @import { Lane } from "#page/state.js"
 */

/**
 * Every Flux object of a lane, with what can be done about it.
 *
 * @param {{ title: string, lane: Lane, now: number, canAct: boolean,
 *   onAction: (request: object) => void, onClose: () => void }} props
 */
export function DetailsDialog({ title, lane, now, canAct, onAction, onClose }) {
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <ul class="objects">
      ${lane.objects.map(
        (object) =>
          html`<li key=${`${object.kind}/${object.namespace}/${object.name}`}>
            <${ObjectDetails}
              object=${object}
              drifts=${driftsOf(object, lane.drifts)}
              now=${now}
              canAct=${canAct}
              onAction=${onAction}
            />
          </li>`,
      )}
    </ul>
  <//>`;
}

/**
 * @param {{ object: ObjectEntry, drifts: readonly DriftEntry[], now: number, canAct: boolean,
 *   onAction: (request: object) => void }} props
 */
function ObjectDetails({ object, drifts, now, canAct, onAction }) {
  const { cluster, kind, namespace, name, mood, revision, since, suspended, trouble } = object;
  const ask = (/** @type {string} */ action) => () => {
    onAction({ action, cluster, kind, namespace, name });
  };
  return html`<div class=${`object ${mood}`}>
    <p class="head">
      <span class="dot"></span>
      <span><small>${kind}</small> ${namespace}/<b>${name}</b></span>
      <span class="value">${revision}</span>
      <small>${since !== "" && `${age(since, now)} so`}</small>
    </p>
    ${
      trouble !== "" &&
      (mood === "bad"
        ? html`<${Trouble} object=${object} />`
        : html`<p class="note">${trouble}</p>`)
    }
    ${drifts.map((drift) => html`<${Drift} key=${drift.title} drift=${drift} now=${now} />`)}
    ${
      canAct &&
      html`<p class="buttons">
        <button
          type="button"
          onClick=${ask("reconcile")}
          aria-label=${`Reconcile now: ${kind} ${name}`}
        >
          Reconcile now
        </button>
        <button
          type="button"
          onClick=${ask(suspended ? "resume" : "suspend")}
          aria-label=${`${suspended ? "Resume" : "Suspend"}: ${kind} ${name}`}
        >
          ${suspended ? "Resume" : "Suspend"}
        </button>
      </p>`
    }
  </div>`;
}
