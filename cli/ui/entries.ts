import type { ReportData } from "../report/report-data.ts";
import type { RecordedRun } from "../report/runs.ts";
import type { Stage } from "../release/follow.ts";
import type { Mood } from "../watch/watch-model.ts";

/** `lab`: what the lab consists of. */
export interface LabEntry {
  readonly namePrefix: string;
  readonly giteaUrl: string;
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
  /** podinfo versions that can be released, newest first. */
  readonly versions: readonly string[];
}

/** `gitea`: whether it answers. */
export interface GiteaEntry {
  /** Null when it does. */
  readonly problem: string | null;
}

/** `repository/NAME`: a repository that clusters follow. */
export interface RepositoryEntry {
  readonly name: string;
  /** Its page in Gitea. */
  readonly url: string;
  /** Whose it is; null when it is the platform's, or the only one. */
  readonly tenant: string | null;
  /** Newest first. */
  readonly commits: readonly CommitEntry[];
  /** Open pull requests, newest first. */
  readonly pulls: readonly { readonly title: string; readonly url: string }[];
}

/** A commit of it. */
export interface CommitEntry {
  readonly id: string;
  /** First line of its message. */
  readonly title: string;
  readonly author: string;
  /** RFC 3339. */
  readonly at: string;
  readonly url: string;
}

/** `cluster/NAME`: one cluster. */
export interface ClusterEntry {
  readonly name: string;
  /** Why it does not answer; null when it does. */
  readonly problem: string | null;
  /** Milliseconds since 1970, of the last change of `problem`. */
  readonly since: number;
}

/** `object/CLUSTER/TITLE`: a Flux object. */
export interface ObjectEntry {
  readonly cluster: string;
  /** Whose it is; null when it is nobody's in particular. */
  readonly tenant: string | null;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly mood: Mood;
  /** Place among the objects of its kind, as they depend on each other. */
  readonly order: number;
  /** Short; empty before the first. */
  readonly revision: string;
  /** What is the matter, in plain words; empty when nothing is. */
  readonly trouble: string;
  /** What Flux says. */
  readonly message: string;
  /** The command that shows more. */
  readonly command: string;
  readonly suspended: boolean;
  /** RFC 3339, of its last change of state; empty when unknown. */
  readonly since: string;
}

/** `podinfo/CLUSTER/TENANT`: what a podinfo serves; TENANT is empty for the cluster's own. */
export interface PodinfoEntry {
  readonly cluster: string;
  readonly tenant: string | null;
  readonly url: string;
  /** Null when it does not answer. */
  readonly version: string | null;
}

/** `drift/CLUSTER/TITLE`: something that is not as in Git, or was until a moment ago. */
export interface DriftEntry {
  readonly cluster: string;
  readonly tenant: string | null;
  readonly title: string;
  readonly owner: string;
  readonly fields: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Milliseconds it took; null while it lasts. */
  readonly healedAfter: number | null;
}

/** `travel/CLUSTER/TENANT`: how far the newest commit has come. */
export interface TravelEntry {
  readonly cluster: string;
  readonly tenant: string | null;
  readonly commit: string;
  /** Milliseconds since the commit was first seen, by stage. */
  readonly marks: Partial<Record<Stage | "ready", number>>;
}

/** `log/NUMBER`: something that happened. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly cluster: string;
  readonly mood: Mood;
  readonly text: string;
}

/** `run/NAME`: a release or a drift demonstration that is over. */
export interface RunEntry {
  readonly report: ReportData;
  readonly run: RecordedRun;
}

/** `action`: the last action that somebody started on the page. */
export interface ActionEntry {
  readonly id: number;
  /** As it would be typed. */
  readonly command: string;
  readonly state: "running" | "done" | "failed";
  /** What it has said last. */
  readonly lines: readonly string[];
}
