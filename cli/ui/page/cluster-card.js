import { Drift, driftsOf } from "#page/drift.js";
import { age, milliseconds } from "#page/format.js";
import { html } from "#page/html.js";
import { Trouble } from "#page/trouble.js";
import { moodOfLane } from "#page/state.js";

/**
 * @import { ClusterEntry, DriftEntry, ObjectEntry } from "../entries.ts"
 * @import { Lane } from "#page/state.js"
 */

/** What a colour means, for those who do not see it. */
const meanings = { good: "ready", plain: "at work", drift: "drifted", bad: "not ready" };

/**
 * One cluster: what it has fetched, applied and upgraded, in that order, and what podinfo serves.
 *
 * @param {{ cluster: ClusterEntry, lane: Lane, now: number, onOpen: () => void }} props
 */
export function ClusterCard({ cluster, lane, now, onOpen }) {
  const isGone = cluster.problem !== null;
  const mood = isGone ? "bad" : moodOfLane(lane);
  const shown = lane.objects.filter(
    ({ kind, mood: own }) => !["HelmRepository", "HelmChart"].includes(kind) || own === "bad",
  );
  const marks = lane.travel?.marks ?? {};
  return html`<article class="card ${isGone ? "gone" : ""}" aria-label=${cluster.name}>
    <header>
      <h3>${cluster.name}</h3>
      <span class="pill ${mood}">${isGone ? "gone" : meanings[mood]}</span>
    </header>
    ${
      isGone &&
      html`<p class="box bad" role="status">
        Does not answer since ${age(cluster.since, now)}: ${cluster.problem}. What is below is how
        it was.
      </p>`
    }
    <ol class=${lane.travel === undefined ? "rail" : "rail timed"}>
      ${shown.map(
        (object) =>
          html`<${ObjectRow}
            key=${`${object.kind} ${object.name}`}
            object=${object}
            took=${timeOf(object, shown, marks)}
            isTravelling=${isTravelling(object, lane)}
            drifts=${driftsOf(object, lane.drifts)}
            now=${now}
          />`,
      )}
      ${lane.podinfo !== undefined && html`<${PodinfoRow} podinfo=${lane.podinfo} took=${marks.serving} />`}
    </ol>
    <footer>
      <button
        type="button"
        class="quiet"
        onClick=${onOpen}
        aria-label=${`Details of ${cluster.name}`}
      >
        Details
      </button>
    </footer>
  </article>`;
}

/**
 * @param {{ object: ObjectEntry, took: number | undefined, isTravelling: boolean,
 *   drifts: readonly DriftEntry[], now: number }} props
 */
function ObjectRow({ object, took, isTravelling, drifts, now }) {
  const { kind, name, mood, revision, suspended, trouble } = object;
  const value = kind === "Kustomization" ? "" : revision.replace(/^.*@/, "");
  return html`<li class=${`stop ${mood} ${isTravelling ? "moving" : ""}`}>
    <span class="dot"></span>
    <span class="what">
      ${kind === "GitRepository" ? "Git" : name}${kind === "HelmRelease" && html` <small>Helm</small>`}
      <span class="hidden"> ${meanings[mood]}</span>
      ${suspended && html` <span class="tag">suspended</span>`}
    </span>
    <span class="value">${value}</span>
    <${Took} value=${took} />
    ${mood === "bad" && trouble !== "" && html`<${Trouble} object=${object} />`}
    ${drifts.map((drift) => html`<${Drift} key=${drift.title} drift=${drift} now=${now} />`)}
  </li>`;
}

/** @param {{ podinfo: NonNullable<Lane["podinfo"]>, took: number | undefined }} props */
function PodinfoRow({ podinfo, took }) {
  const { version, url } = podinfo;
  return html`<li class=${`stop end ${version === null ? "bad" : "good"}`}>
    <span class="dot"></span>
    <span class="what"
      ><a href=${url} target="_blank" rel="noreferrer">podinfo</a> <small>serves</small></span
    >
    <span class="value">${version === null ? "does not answer" : html`<b>${version}</b>`}</span>
    <${Took} value=${took} />
  </li>`;
}

/** @param {{ value: number | undefined }} props */
function Took({ value }) {
  return value === undefined
    ? html`<span class="took"></span>`
    : html`<span class="took" title="since the commit was first seen"
        >${milliseconds(value)}</span
      >`;
}

/**
 * When the commit under way came by; the last Kustomization is ready when all are.
 *
 * @param {ObjectEntry} object
 * @param {readonly ObjectEntry[]} shown
 * @param {import("../entries.ts").TravelEntry["marks"]} marks
 */
function timeOf(object, shown, marks) {
  switch (object.kind) {
    case "GitRepository":
      return marks.fetched;
    case "HelmRelease":
      return marks.upgraded;
    default:
      return object === shown.findLast(({ kind }) => kind === "Kustomization")
        ? (marks.applied ?? marks.ready)
        : undefined;
  }
}

/**
 * Whether the commit under way is at this object just now.
 *
 * @param {ObjectEntry} object
 * @param {Lane} lane
 */
function isTravelling({ kind, mood }, { travel }) {
  const marks = travel?.marks;
  return (
    mood === "plain" &&
    marks !== undefined &&
    marks.ready === undefined &&
    (kind !== "GitRepository" || marks.fetched === undefined)
  );
}
