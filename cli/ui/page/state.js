/**
 * @import { ActionEntry, ClusterEntry, DriftEntry, GiteaEntry, LabEntry, LogEntry, ObjectEntry,
 *   PodinfoEntry, RepositoryEntry, RunEntry, TravelEntry } from "../entries.ts"
 * @import { Change } from "../live-document.ts"
 */

/**
 * What one repository has brought about in one cluster.
 *
 * @typedef {object} Lane
 * @property {readonly ObjectEntry[]} objects in the order of reconciliation
 * @property {readonly DriftEntry[]} drifts
 * @property {PodinfoEntry | undefined} podinfo
 * @property {TravelEntry | undefined} travel
 */

/** How everything is mended or meant, the worst last. */
export const moods = /** @type {const} */ (["good", "plain", "drift", "bad"]);

/** @typedef {(typeof moods)[number]} Mood */

const kinds = ["GitRepository", "HelmRepository", "HelmChart", "Kustomization", "HelmRelease"];

/** All that the page knows. */
export class State {
  /** @type {Map<string, unknown>} */
  #entries = new Map();
  /** @type {Map<string, Lane> | undefined} */
  #lanes;

  /**
   * Takes in what the server says.
   *
   * @param {Change} change
   */
  apply({ all, set, gone }) {
    if (all) {
      this.#entries = new Map();
    }
    for (const [key, value] of Object.entries(set)) {
      this.#entries.set(key, value);
    }
    for (const key of gone) {
      this.#entries.delete(key);
    }
    this.#lanes = undefined;
  }

  get lab() {
    return /** @type {LabEntry | undefined} */ (this.#entries.get("lab"));
  }

  get gitea() {
    return /** @type {GiteaEntry | undefined} */ (this.#entries.get("gitea"));
  }

  /** Why there is no lab to show; undefined when there is one. */
  get gone() {
    return /** @type {{ problem: string } | undefined} */ (this.#entries.get("gone"))?.problem;
  }

  get action() {
    return /** @type {ActionEntry | undefined} */ (this.#entries.get("action"));
  }

  get repositories() {
    return /** @type {RepositoryEntry[]} */ (this.#all("repository/"));
  }

  get drifts() {
    return /** @type {DriftEntry[]} */ (this.#all("drift/"));
  }

  /** Newest first. */
  get runs() {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith("run/"));
    return keys
      .sort()
      .reverse()
      .map((key) => ({ key, .../** @type {RunEntry} */ (this.#entries.get(key)) }));
  }

  /** Newest first. */
  get log() {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith("log/"));
    const number = (/** @type {string} */ key) => Number(key.slice("log/".length));
    return keys
      .sort((a, b) => number(b) - number(a))
      .map((key) => ({ key, .../** @type {LogEntry} */ (this.#entries.get(key)) }));
  }

  /** @param {string} name */
  cluster(name) {
    return /** @type {ClusterEntry | undefined} */ (this.#entries.get(`cluster/${name}`));
  }

  /**
   * @param {string} cluster
   * @param {string | null} tenant
   * @returns {Lane}
   */
  lane(cluster, tenant) {
    this.#lanes ??= this.#group();
    const key = `${cluster}/${tenant ?? ""}`;
    return (
      this.#lanes.get(key) ?? { objects: [], drifts: [], podinfo: undefined, travel: undefined }
    );
  }

  #group() {
    /** @type {Map<string, { objects: ObjectEntry[], drifts: DriftEntry[], podinfo: PodinfoEntry | undefined, travel: TravelEntry | undefined }>} */
    const lanes = new Map();
    const of = (/** @type {{ cluster: string, tenant: string | null }} */ { cluster, tenant }) => {
      const key = `${cluster}/${tenant ?? ""}`;
      const lane = lanes.get(key) ?? {
        ...{ objects: [], drifts: [], podinfo: undefined, travel: undefined },
      };
      lanes.set(key, lane);
      return lane;
    };
    for (const [key, value] of this.#entries) {
      const kind = key.slice(0, key.indexOf("/"));
      if (kind === "object") {
        const object = /** @type {ObjectEntry} */ (value);
        of(object).objects.push(object);
      } else if (kind === "drift") {
        const drift = /** @type {DriftEntry} */ (value);
        of(drift).drifts.push(drift);
      } else if (kind === "podinfo") {
        const podinfo = /** @type {PodinfoEntry} */ (value);
        of(podinfo).podinfo = podinfo;
      } else if (kind === "travel") {
        const travel = /** @type {TravelEntry} */ (value);
        of(travel).travel = travel;
      }
    }
    for (const { objects } of lanes.values()) {
      objects.sort(
        (a, b) =>
          kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
          a.order - b.order ||
          rank(a) - rank(b) ||
          a.name.localeCompare(b.name),
      );
    }
    return lanes;
  }

  /** @param {string} prefix */
  #all(prefix) {
    return [...this.#entries].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value);
  }
}

/**
 * The Kustomization that makes all others comes first.
 *
 * @param {ObjectEntry} object
 */
function rank({ kind, name }) {
  return kind === "Kustomization" && name === "flux-system" ? 0 : 1;
}

/**
 * The worst of what is in a lane.
 *
 * @param {Lane} lane
 * @returns {Mood}
 */
export function moodOfLane({ objects, drifts, podinfo }) {
  /** @type {Mood[]} */
  const found = [
    ...objects.map(({ mood }) => mood),
    ...drifts.map(({ healedAfter }) => (healedAfter === null ? "drift" : "good")),
    objects.length === 0 || podinfo?.version === null ? "plain" : "good",
  ];
  return worst(found);
}

/**
 * @param {readonly Mood[]} found
 * @returns {Mood}
 */
export function worst(found) {
  return moods.findLast((mood) => found.includes(mood)) ?? "good";
}
