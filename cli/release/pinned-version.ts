import { readScalar, replaceScalar, type ScalarPlace } from "../git/yaml-scalar.ts";

const place: ScalarPlace = {
  kind: "HelmRelease",
  name: "podinfo",
  path: ["spec", "chart", "spec", "version"],
};

/** The chart version that a cluster's podinfo.yaml pins; throws when it pins none. */
export function pinnedVersion(source: string, file: string): string {
  return readScalar(source, place, file);
}

/** The same text with only the version scalar replaced, in the quotes it had. */
export function withPinnedVersion(source: string, version: string, file: string): string {
  return replaceScalar(source, place, version, file);
}
