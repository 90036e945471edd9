import { html } from "#page/html.js";

/** @import { ObjectEntry } from "../entries.ts" */

/**
 * What is the matter with an object, and how to find out more.
 *
 * @param {{ object: ObjectEntry }} props
 */
export function Trouble({ object }) {
  const { trouble, message, command } = object;
  return html`<div class="box bad">
    <p><b>${trouble}</b></p>
    ${message !== "" && html`<p class="message" tabindex="0">${message}</p>`}
    <p><code>${command}</code></p>
  </div>`;
}
