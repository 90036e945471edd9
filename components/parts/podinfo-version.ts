import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";
import { describeProblem } from "../settings/schema.ts";
import type { FetchedParts } from "./fetched-parts.ts";

/**
 * The version of podinfo that the first content of Git names: the setting, else that of the first chart.
 *
 * @throws pulumi.RunError when the setting names a version that there is no chart of
 */
export function podinfoVersion(settings: Settings, { charts }: FetchedParts): string {
  const versions = charts.filter(({ name }) => name === "podinfo").map(({ version }) => version);
  const wanted = settings.versions.podinfo;
  // A preview that could fetch no chart has none to compare with.
  if (wanted !== undefined && versions.length > 0 && !versions.includes(wanted)) {
    throw new pulumi.RunError(
      describeProblem("versions", settings.versions, `there are charts of ${versions.join(", ")}`),
    );
  }
  return wanted ?? versions[0] ?? "unknown";
}
