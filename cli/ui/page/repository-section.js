import { age } from "#page/format.js";
import { html } from "#page/html.js";

/**
 * @import { RepositoryEntry } from "../entries.ts"
 * @import { State } from "#page/state.js"
 */

/** How many commits are shown. */
const shown = 4;

/**
 * The newest commits of a repository, and how many clusters have the newest.
 *
 * @param {{ repository: RepositoryEntry, state: State, now: number }} props
 */
export function Commits({ repository, state, now }) {
  const { commits, pulls, tenant } = repository;
  const clusters = state.lab?.clusters ?? [];
  const having = (/** @type {string} */ id) =>
    clusters.filter((cluster) => {
      const source = state
        .lane(cluster, tenant)
        .objects.find((one) => one.kind === "GitRepository");
      return source?.revision.endsWith(id.slice(0, 7)) === true;
    });
  return html`<ol class="commits" aria-label=${`Commits of ${repository.name}`}>
      ${commits.slice(0, shown).map(
        ({ id, title, author, at, url }, index) =>
          html`<li key=${id} class=${index === 0 ? "newest" : ""}>
            <a class="id" href=${url} target="_blank" rel="noreferrer">${id.slice(0, 7)}</a>
            <span class="title">${title}</span>
            <span class="by">${author}, ${age(at, now)} ago</span>
            <${Where} having=${having(id)} all=${clusters} isNewest=${index === 0} />
          </li>`,
      )}
    </ol>
    ${
      pulls.length > 0 &&
      html`<p class="pulls">
        Open pull requests:
        ${pulls.map(
          ({ title, url }) =>
            html` <a href=${url} target="_blank" rel="noreferrer" key=${url}>${title}</a>`,
        )}
      </p>`
    }`;
}

/**
 * @param {{ having: readonly string[], all: readonly string[], isNewest: boolean }} props
 */
function Where({ having, all, isNewest }) {
  if (having.length === all.length && all.length > 0) {
    return html`<span class="pill good">in all clusters</span>`;
  }
  if (having.length === 0) {
    return isNewest ? html`<span class="pill plain">on its way</span>` : html`<span></span>`;
  }
  return html`<span class="pill plain">${having.join(", ")}</span>`;
}
