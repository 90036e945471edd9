import type { RecordedRun } from "../../../cli/report/runs.ts";

/** A release to two clusters, the second of which stopped. */
export const releaseRun: RecordedRun = {
  kind: "release",
  endedAt: "2026-11-23T07:00:00.000Z",
  result: {
    version: "6.9.3-lab.1",
    commit: "aa3e14bc27f003098d9e3b93a430e3c3609f5540",
    pushMs: 426,
    clusters: [
      {
        name: "core-app",
        previous: "6.9.2",
        changed: true,
        timeline: { fetched: 1998, applied: 6284, upgraded: 11896, serving: 11912 },
        stopped: null,
        evidence: [],
      },
      {
        name: "dmz-app",
        previous: "6.9.2",
        changed: true,
        timeline: { fetched: 2100 },
        stopped: { stage: "applied", why: "Kustomization flux-system/apps: <BuildFailed> & more" },
        evidence: ["Kustomization flux-system/apps", "  Ready=False BuildFailed: no such file"],
      },
      {
        name: "core-infra",
        previous: "6.9.3-lab.1",
        changed: false,
        timeline: {},
        stopped: null,
        evidence: [],
      },
    ],
    tenants: [],
  },
};

/** A demonstration that Flux healed. */
export const driftRun: RecordedRun = {
  kind: "drift",
  endedAt: "2026-11-23T07:01:00.000Z",
  result: {
    demo: "kustomize",
    cluster: "core-app",
    startedAt: "2026-11-23T07:00:30.000Z",
    marks: [
      { stage: "changed", ms: 224, text: 'spec.replicas is "2", Git says "1"' },
      { stage: "noticed", ms: 28341, text: "Kustomization infra-controllers compares" },
      { stage: "equal", ms: 28523, text: 'spec.replicas is "1" again' },
      { stage: "ready", ms: 28627, text: "every pod of traefik is as Git says" },
    ],
    commits: [],
    stopped: null,
    undone: null,
  },
};
