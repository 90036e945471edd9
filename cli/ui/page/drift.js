import { age, seconds } from "#page/format.js";
import { html } from "#page/html.js";

/** @import { DriftEntry, ObjectEntry } from "../entries.ts" */

/**
 * The drifts of what an object manages.
 *
 * @param {ObjectEntry} object
 * @param {readonly DriftEntry[]} drifts
 */
export function driftsOf({ kind, namespace, name }, drifts) {
  return drifts.filter(({ owner }) => owner === `${kind} ${namespace}/${name}`);
}

/**
 * Something that is not as in Git, or was until a moment ago.
 *
 * @param {{ drift: DriftEntry, now: number }} props
 */
export function Drift({ drift, now }) {
  const { title, fields, since, healedAfter } = drift;
  return healedAfter === null
    ? html`<p class="box drift" role="status">
        <b>Drift</b> in ${title}: ${fields.join(", ")} is not as in Git, for ${age(since, now)}
      </p>`
    : html`<p class="box good" role="status">
        <b>Healed</b> after ${seconds(healedAfter)}: ${title}
      </p>`;
}
