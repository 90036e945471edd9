import { table } from "../terminal/table.ts";
import { stages, type Stage, type Timeline } from "./follow.ts";

/** The result of a release; its JSON is documented in docs/status-json.md. */
export interface ReleaseReport extends PlaceReport {
  readonly version: string;
  /** What happened in tenants' repositories; then there is no commit and no cluster above. */
  readonly tenants: readonly (PlaceReport & { readonly name: string })[];
}

/** What happened in one repository. */
export interface PlaceReport {
  /** Null when Git had the version already. */
  readonly commit: string | null;
  /** Milliseconds that the push took; null without one. */
  readonly pushMs: number | null;
  readonly clusters: readonly ClusterReport[];
  /** Clusters that Git brings no podinfo to; nothing is released there. Runs of old have none. */
  readonly leftOut?: readonly string[];
}

/** What happened in one cluster. */
export interface ClusterReport {
  readonly name: string;
  readonly previous: string;
  readonly changed: boolean;
  /** Milliseconds since the push was started. */
  readonly timeline: Timeline;
  readonly stopped: { readonly stage: Stage; readonly why: string } | null;
  readonly evidence: readonly string[];
}

/** For people. */
export function renderRelease(report: ReleaseReport): string {
  const { version, tenants } = report;
  return tenants.length === 0
    ? renderPlace(version, report)
    : tenants.map((tenant) => `${tenant.name}: ${renderPlace(version, tenant)}`).join("\n");
}

function renderPlace(version: string, report: PlaceReport): string {
  const { commit, clusters, leftOut = [] } = report;
  const left =
    leftOut.length === 0 ? "" : `Left out: Git brings no podinfo to ${leftOut.join(", ")}.\n`;
  if (commit === null) {
    const names = clusters.map(({ name }) => name).join(", ");
    const already = `Nothing to do: Git pins podinfo ${version} already for ${names}.\n`;
    return (clusters.length === 0 ? "Nothing to do.\n" : already) + left;
  }
  const rows = clusters.map(({ name, previous, changed, timeline }) =>
    changed
      ? [name, `${previous} -> ${version}`, ...stages.map((stage) => milliseconds(timeline[stage]))]
      : [name, `${version} already`, ...stages.map(() => "")],
  );
  const heading = ["CLUSTER", "PODINFO", ...stages.map((stage) => stage.toUpperCase())];
  const troubles = clusters.flatMap(({ name, stopped, evidence }) =>
    stopped === null
      ? []
      : [
          `\n${name} did not get to "${stopped.stage}": ${stopped.why}`,
          ...evidence.map((line) => `  ${line}`),
        ],
  );
  return (
    `Commit ${commit.slice(0, 10)}, pushed in ${report.pushMs ?? 0} ms. Milliseconds since the push began:\n` +
    table([heading, ...rows]) +
    troubles.map((line) => `${line}\n`).join("") +
    left
  );
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? "-" : `${value} ms`;
}
