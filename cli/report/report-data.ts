import { demonstrations } from "../drift/drift-run.ts";
import { stages } from "../release/follow.ts";
import type { RecordedRun } from "./runs.ts";

/** A point on a timeline. */
export interface Mark {
  readonly label: string;
  /** Milliseconds since the beginning. */
  readonly ms: number;
  /** For people; empty when the label says it all. */
  readonly text: string;
}

/** The timeline of one cluster. */
export interface Track {
  readonly name: string;
  /** What changed there, such as `6.9.2 → 6.9.3-lab.1`. */
  readonly change: string;
  /** In order of time. */
  readonly marks: readonly Mark[];
  /** Why it did not come to its end; null when it did. */
  readonly stopped: string | null;
  /** Lines that explain it. */
  readonly evidence: readonly string[];
}

/** What a report shows, whatever the run was. */
export interface ReportData {
  readonly title: string;
  readonly summary: string;
  /** RFC 3339. */
  readonly endedAt: string;
  /** What milliseconds are counted from. */
  readonly origin: string;
  /** Facts about the run, name and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly tracks: readonly Track[];
}

/** Brings a release or a drift run into that shape. */
export function reportData(run: RecordedRun): ReportData {
  return run.kind === "release" ? releaseData(run) : driftData(run);
}

function releaseData({ result, endedAt }: Extract<RecordedRun, { kind: "release" }>): ReportData {
  const places = [
    { tenant: undefined, ...result },
    ...result.tenants.map((place) => ({ tenant: place.name, ...place })),
  ].filter(({ commit }) => commit !== null);
  const tracks = places.flatMap(({ tenant, clusters }) =>
    clusters
      .filter(({ changed }) => changed)
      .map((cluster): Track => {
        const stopped = cluster.stopped;
        return {
          name: tenant === undefined ? cluster.name : `${tenant} in ${cluster.name}`,
          change: `${cluster.previous} → ${result.version}`,
          marks: stages
            .flatMap((stage) => {
              const ms = cluster.timeline[stage];
              return ms === undefined ? [] : [{ label: stage, ms, text: "" }];
            })
            .sort((one, other) => one.ms - other.ms),
          stopped: stopped === null ? null : `not ${stopped.stage}: ${stopped.why}`,
          evidence: cluster.evidence,
        };
      }),
  );
  const served = tracks.filter(({ stopped }) => stopped === null);
  const slowest = Math.max(
    0,
    ...served.map(({ marks }) => marks.find(({ label }) => label === "serving")?.ms ?? 0),
  );
  return {
    title: `Release of podinfo ${result.version}`,
    summary:
      served.length === tracks.length
        ? `Served everywhere ${seconds(slowest)} after the push began.`
        : `Served in ${served.length} of ${tracks.length}.`,
    endedAt,
    origin: "the beginning of git push",
    facts: places.flatMap(({ tenant, commit, pushMs }) => {
      const of = tenant === undefined ? "" : ` of ${tenant}`;
      return [
        [`Commit${of}`, commit ?? ""] as const,
        [`git push${of}`, `${pushMs ?? 0} ms`] as const,
      ];
    }),
    tracks,
  };
}

function driftData({ result, endedAt }: Extract<RecordedRun, { kind: "drift" }>): ReportData {
  const { demo, cluster, marks, commits, stopped, undone } = result;
  const equal = marks.find(({ stage }) => stage === "equal")?.ms;
  return {
    title: `Drift in ${cluster}: ${demo}`,
    summary:
      equal === undefined
        ? `Not healed: ${stopped ?? "nobody waited for it"}.`
        : `Equal to Git again ${seconds(equal)} after the change.`,
    endedAt,
    origin: "the beginning of the change",
    facts: [
      ["What", demonstrations[demo]],
      ...commits.map((commit) => ["Commit", commit] as const),
      ...(undone === null ? [] : [["Put back", undone] as const]),
    ],
    tracks: [
      {
        name: cluster,
        change: "",
        marks: marks.map(({ stage, ms, text }) => ({ label: stage, ms, text })),
        stopped,
        evidence: [],
      },
    ],
  };
}

/** Milliseconds as `1.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
