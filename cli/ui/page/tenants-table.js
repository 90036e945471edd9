import { html } from "#page/html.js";
import { moodOfLane } from "#page/state.js";
import { milliseconds } from "#page/format.js";

/**
 * @import { CommitEntry, RepositoryEntry } from "../entries.ts"
 * @import { Lane, State } from "#page/state.js"
 */

const meanings = { good: "ready", plain: "at work", drift: "drifted", bad: "not ready" };

/**
 * Tenants, one per row, in the clusters, one per column.
 *
 * @param {{ repositories: readonly RepositoryEntry[], state: State,
 *   onOpen: (cluster: string, tenant: string | null) => void }} props
 */
export function TenantsTable({ repositories, state, onOpen }) {
  const clusters = state.lab?.clusters ?? [];
  return html`<div class="scroll" role="region" aria-label="Tenants" tabindex="0">
    <table class="tenants">
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          ${clusters.map((cluster) => html`<th scope="col" key=${cluster}>${cluster}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repositories.map(
          ({ name, tenant, url, commits }) =>
            html`<tr key=${name}>
              <th scope="row">
                <a href=${url} target="_blank" rel="noreferrer">${name}</a>
                <${NewestCommit} commit=${commits[0]} />
              </th>
              ${clusters.map(
                (cluster) =>
                  html`<td key=${cluster}>
                    <${Cell}
                      lane=${state.lane(cluster, tenant)}
                      isGone=${(state.cluster(cluster)?.problem ?? null) !== null}
                      name=${`${name} in ${cluster}`}
                      onOpen=${() => {
                        onOpen(cluster, tenant);
                      }}
                    />
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ commit: CommitEntry | undefined }} props */
function NewestCommit({ commit }) {
  return (
    commit !== undefined &&
    html`<small>
      <a href=${commit.url} target="_blank" rel="noreferrer">${commit.title}</a>, ${commit.author}
    </small>`
  );
}

/** @param {{ lane: Lane, isGone: boolean, name: string, onOpen: () => void }} props */
function Cell({ lane, isGone, name, onOpen }) {
  const mood = isGone ? "bad" : moodOfLane(lane);
  const version = lane.podinfo?.version;
  const took = lane.travel?.marks.serving;
  return html`<button
    type="button"
    class=${`cell ${mood} ${isGone ? "gone" : ""}`}
    onClick=${onOpen}
  >
    <span class="hidden">${name}: ${isGone ? "gone" : meanings[mood]}, </span>
    <span class="dots" aria-hidden="true">
      ${lane.objects
        .filter(({ kind }) => !["HelmRepository", "HelmChart"].includes(kind))
        .map(
          (object) =>
            html`<span class=${`dot ${object.mood}`} key=${object.kind + object.name}></span>`,
        )}
    </span>
    <span>${version ?? "no answer"}</span>
    ${took !== undefined && html`<small>${milliseconds(took)}</small>`}
  </button>`;
}
