import { render } from "preact";
import { App } from "#page/app.js";
import { html } from "#page/html.js";
import { State } from "#page/state.js";

/** @import { Source } from "#page/app.js" */

const state = new State();
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const token = location.hash.slice(1);
/** @type {Source} */
let source = { kind: "waiting" };
let isDue = false;

/** Draws in the next frame, once for however much has changed until then. */
function draw() {
  if (!isDue) {
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      render(html`<${App} state=${state} now=${now()} source=${source} send=${send} />`, root);
    });
  }
}

function now() {
  return source.kind === "file" ? Date.parse(source.at) : Date.now();
}

/**
 * @param {string} path
 * @param {object} body
 */
async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-fluxlab-token": token },
      body: JSON.stringify(body),
    });
    return /** @type {{ command?: string, error?: string }} */ (await response.json());
  } catch {
    return { error: "./lab ui does not answer" };
  }
}

function follow() {
  const events = new EventSource(`/events?token=${encodeURIComponent(token)}`);
  events.onopen = () => {
    source = { kind: "live" };
    draw();
  };
  events.onmessage = ({ data }) => {
    state.apply(JSON.parse(String(data)));
    draw();
  };
  events.onerror = () => {
    // A browser tries again by itself, unless it was refused.
    source = { kind: events.readyState === EventSource.CLOSED ? "refused" : "lost" };
    draw();
  };
  setInterval(() => {
    if (!document.hidden) {
      draw();
    }
  }, 1000);
}

const written = document.getElementById("data")?.textContent;
if (written === undefined || written === null) {
  follow();
} else {
  const { at, set } = JSON.parse(written);
  source = { kind: "file", at };
  state.apply({ all: true, set, gone: [] });
}
draw();
