import type { FluxObject } from "../flux/flux-object.ts";
import type { TravelEntry } from "./entries.ts";

/** What of a cluster follows one repository. */
export interface Lane {
  readonly source: FluxObject | undefined;
  readonly kustomizations: readonly FluxObject[];
  readonly releases: readonly FluxObject[];
  /** The version that its podinfo serves; undefined when it does not answer, or there is none. */
  readonly podinfo: string | undefined;
}

/** Follows one commit through one lane of a cluster. */
export class CommitTravel {
  readonly commit: string;
  readonly #startedAt: number;
  /** The version that Git asked of each Helm release before; none is known of one that is new. */
  readonly #before: ReadonlyMap<string, string>;
  readonly #marks: Partial<Record<keyof TravelEntry["marks"], number>> = {};
  #isTouched = false;

  /** `startedAt` is when the commit was first seen, in milliseconds since 1970. */
  constructor(commit: string, startedAt: number, lane: Lane) {
    this.commit = commit;
    this.#startedAt = startedAt;
    this.#before = new Map(lane.releases.map((release) => [key(release), release.wantedVersion]));
  }

  /** Takes the lane as it is now; answers the milliseconds at which each stage was reached. */
  see({ source, kustomizations, releases, podinfo }: Lane, now: number): TravelEntry["marks"] {
    const isHere = (object: FluxObject | undefined): boolean =>
      object?.revision.endsWith(this.commit) === true;
    const mark = (stage: keyof TravelEntry["marks"]): void => {
      this.#marks[stage] ??= Math.max(0, now - this.#startedAt);
    };
    if (!isHere(source)) {
      return { ...this.#marks };
    }
    mark("fetched");
    const changed = releases.filter(
      (release) => this.#before.get(key(release)) !== release.wantedVersion,
    );
    // Other values than before show in nothing but that Helm is at work.
    this.#isTouched ||= changed.length > 0 || releases.some(({ ready }) => ready === "Unknown");
    if (this.#isTouched) {
      mark("applied");
      if (releases.every(isDeployed)) {
        mark("upgraded");
      }
      if (changed.some(({ wantedVersion }) => wantedVersion === podinfo)) {
        mark("serving");
      }
    }
    if (kustomizations.length > 0 && kustomizations.every((one) => isReady(one) && isHere(one))) {
      mark("ready");
    }
    return { ...this.#marks };
  }
}

function isReady({ ready }: FluxObject): boolean {
  return ready === "True";
}

function isDeployed(release: FluxObject): boolean {
  const newest = release.history[0];
  return (
    isReady(release) &&
    newest?.status === "deployed" &&
    // Helm keeps what a chart's version has after a plus sign.
    newest.chartVersion.split("+")[0] === release.wantedVersion.split("+")[0]
  );
}

function key({ namespace, name }: FluxObject): string {
  return `${namespace}/${name}`;
}
