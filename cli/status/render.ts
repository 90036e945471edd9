import { shortRevision } from "../flux/flux-object.ts";
import { table } from "../terminal/table.ts";
import type { ClusterStatus, LabStatus, ObjectStatus, PodinfoStatus } from "./status.ts";

/** For people; `now` in milliseconds since 1970, for ages. */
export function renderStatus(status: LabStatus, now: number): string {
  return status.clusters.map((cluster) => renderCluster(cluster, now)).join("\n");
}

function renderCluster(cluster: ClusterStatus, now: number): string {
  const { name, error, objects, podinfo, tenants } = cluster;
  const own = podinfo === null ? "" : `, podinfo ${answer(podinfo)}`;
  const theirs = tenants.map((tenant) => `  podinfo of ${tenant.name} ${answer(tenant.podinfo)}\n`);
  const title = `${name}: ${cluster.ready ? "ready" : "not ready"}${own}\n${theirs.join("")}`;
  if (error !== null) {
    return `${title}  cannot be asked: ${error}\n`;
  }
  const rows = objects.map((object) => [
    `  ${object.kind}`,
    `${object.namespace}/${object.name}`,
    readiness(object),
    shortRevision(object.revision) || "-",
    age(object.lastTransition, now),
    object.ready === "True" ? "" : [object.reason, object.message].filter(Boolean).join(": "),
  ]);
  const pushes = cluster.push
    .filter(({ problem }) => problem !== null)
    .map(({ receiver, problem }) => `  push to ${receiver}: ${problem ?? ""}; only polled\n`);
  return (
    title + pushes.join("") + table([["  KIND", "NAME", "READY", "REVISION", "SINCE", ""], ...rows])
  );
}

function answer({ version, url, expected }: PodinfoStatus): string {
  if (version === null && !expected) {
    return "is not in this cluster: Git does not bring it";
  }
  return version === null ? `does not answer at ${url}` : `serves ${version} at ${url}`;
}

function readiness(object: ObjectStatus): string {
  return object.suspended ? `${object.ready} (suspended)` : object.ready;
}

/** How long ago: `12s`, `5m`, `3h`, `2d`; `-` when unknown. */
export function age(time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (Number.isNaN(seconds)) {
    return "-";
  }
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (seconds < 7200) {
    return `${Math.floor(seconds / 60)}m`;
  }
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
