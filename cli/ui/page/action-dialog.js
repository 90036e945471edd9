import { useEffect, useState } from "preact/hooks";
import { Dialog } from "#page/dialog.js";
import { html } from "#page/html.js";

/** @import { LabEntry } from "../entries.ts" */

/** What each demonstration does. */
const demonstrations = [
  ["git", "A commit changes podinfo's greeting; another one takes it back."],
  ["kustomize", "kubectl scales Traefik, which a Kustomization manages."],
  ["helm", "kubectl changes podinfo's greeting, which a HelmRelease manages."],
];

/** Titles of the actions, as the page names them. */
export const actions = /** @type {const} */ ({
  release: "Release a version",
  rollback: "Roll back",
  drift: "Demonstrate drift",
  reconcile: "Reconcile now",
  suspend: "Suspend",
  resume: "Resume",
});

/** @typedef {{ action: keyof typeof actions } & Record<string, unknown>} Request */

/**
 * Asks for what is missing, shows the command that will run, and runs it only then.
 *
 * @param {{ first: Request, lab: LabEntry,
 *   send: (path: string, body: object) => Promise<{ command?: string, error?: string }>,
 *   onClose: () => void }} props
 */
export function ActionDialog({ first, lab, send, onClose }) {
  const [request, setRequest] = useState(() => withDefaults(first, lab));
  const [answer, setAnswer] = useState(/** @type {{ command?: string, error?: string }} */ ({}));
  const change = (/** @type {object} */ part) => {
    setRequest({ ...request, ...part });
  };
  useEffect(() => {
    let isLatest = true;
    void send("/actions/preview", request).then((said) => {
      if (isLatest) {
        setAnswer(said);
      }
    });
    return () => {
      isLatest = false;
    };
  }, [request]);
  const run = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const said = await send("/actions", request);
    if (said.error === undefined) {
      onClose();
    } else {
      setAnswer(said);
    }
  };
  return html`<${Dialog} title=${actions[request.action]} onClose=${onClose}>
    <form onSubmit=${run}>
      <${Fields} request=${request} lab=${lab} change=${change} />
      <p>This runs:</p>
      <pre class="command"><code>${answer.command ?? " "}</code></pre>
      <div role="alert">
        ${answer.error !== undefined && html`<p class="box bad">${answer.error}</p>`}
      </div>
      <p class="buttons">
        <button type="submit" class="main" disabled=${answer.command === undefined}>Run it</button>
        <button type="button" onClick=${onClose}>Leave it</button>
      </p>
    </form>
  <//>`;
}

/**
 * @param {Request} request
 * @param {LabEntry} lab
 * @returns {Request}
 */
function withDefaults(request, { clusters, versions }) {
  switch (request.action) {
    case "release":
      return { version: versions[0], clusters, ...request };
    case "drift":
      return { demo: "kustomize", cluster: clusters[0], ...request };
    default:
      return request;
  }
}

/**
 * @param {{ request: Request, lab: LabEntry, change: (part: object) => void }} props
 */
function Fields({ request, lab, change }) {
  const tenants =
    lab.tenants.length > 0 &&
    html`<${Choice}
      label="Tenant"
      value=${request["tenant"] ?? ""}
      options=${["", ...lab.tenants]}
      onChange=${(/** @type {string} */ tenant) => {
        change({ tenant: tenant === "" ? undefined : tenant });
      }}
    />`;
  const cluster = html`<${Choice}
    label="Cluster"
    value=${request["cluster"]}
    options=${lab.clusters}
    onChange=${(/** @type {string} */ name) => {
      change({ cluster: name });
    }}
  />`;
  switch (request.action) {
    case "release":
    case "rollback":
      return html`<${Choice}
          label="Version of podinfo"
          value=${request["version"]}
          options=${lab.versions}
          onChange=${(/** @type {string} */ version) => {
            change({ version });
          }}
        />
        <${Several}
          label="Clusters"
          all=${lab.clusters}
          chosen=${request["clusters"]}
          onChange=${(/** @type {string[]} */ clusters) => {
            change({ clusters });
          }}
        />
        ${
          lab.tenants.length > 0 &&
          html`<${Several}
            label="Tenants (all, if none is chosen)"
            all=${lab.tenants}
            chosen=${request["tenants"] ?? []}
            onChange=${(/** @type {string[]} */ chosen) => {
              change({ tenants: chosen });
            }}
          />`
        }`;
    case "drift":
      return html`<fieldset>
          <legend>Demonstration</legend>
          ${demonstrations.map(
            ([demo, text]) =>
              html`<label key=${demo}>
                <input
                  type="radio"
                  name="demo"
                  checked=${request["demo"] === demo}
                  onChange=${() => {
                    change({ demo });
                  }}
                />
                <span><b>${demo}</b> ${text}</span>
              </label>`,
          )}
        </fieldset>
        ${cluster}${tenants}`;
    default:
      return html`<p>
        ${request["kind"]} ${request["namespace"]}/${request["name"]} in ${request["cluster"]}
      </p>`;
  }
}

/**
 * @param {{ label: string, value: string, options: readonly string[],
 *   onChange: (value: string) => void }} props
 */
function Choice({ label, value, options, onChange }) {
  return html`<label class="field">
    <span>${label}</span>
    <select
      value=${value}
      onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) => {
        onChange(currentTarget.value);
      }}
    >
      ${options.map(
        (option) =>
          html`<option key=${option} value=${option}>
            ${option === "" ? "the first" : option}
          </option>`,
      )}
    </select>
  </label>`;
}

/**
 * @param {{ label: string, all: readonly string[], chosen: readonly string[],
 *   onChange: (chosen: string[]) => void }} props
 */
function Several({ label, all, chosen, onChange }) {
  return html`<fieldset>
    <legend>${label}</legend>
    ${all.map(
      (name) =>
        html`<label key=${name}>
          <input
            type="checkbox"
            checked=${chosen.includes(name)}
            onChange=${() => {
              onChange(
                all.filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one))),
              );
            }}
          />
          <span>${name}</span>
        </label>`,
    )}
  </fieldset>`;
}
