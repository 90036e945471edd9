import { createHash } from "node:crypto";

/** The default clusters' colours, far enough apart to tell browser tabs from each other. */
const chosen: Record<string, string> = {
  "core-app": "#34577c",
  "core-infra": "#2f7d5b",
  "dmz-app": "#a3541c",
  "dmz-infra": "#7a3b80",
};

/** The colour of a cluster's podinfo page: the same for the same name, `#rrggbb`, dark enough for white text. */
export function clusterColour(cluster: string): string {
  const digest = createHash("sha256").update(cluster).digest();
  const channel = (index: number) =>
    (40 + ((digest[index] ?? 0) % 100)).toString(16).padStart(2, "0");
  return chosen[cluster] ?? `#${channel(0)}${channel(1)}${channel(2)}`;
}
