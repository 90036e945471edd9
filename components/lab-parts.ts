import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings.ts";
import { describeProblem } from "./settings/schema.ts";

/** The parts that the toolchain has brought here. */
export interface LabParts {
  /** Image references that Docker has. */
  images: { gitea: string; node: string };
  /** Directory of the image archives that every node imports. */
  imageArchives: string;
  /** Directory of chart archives, `NAME-VERSION.tgz`. */
  charts: string;
  /** File with Flux's install manifests. */
  fluxManifests: string;
  /** The versions of podinfo that there are charts and images of; the first is what seeds name. */
  podinfoVersions: readonly string[];
  traefikImage: string;
}

/**
 * The version of podinfo that the first content names.
 *
 * @throws pulumi.RunError when the setting names a version that there is no chart of
 */
export function podinfoVersion(settings: Settings, { podinfoVersions }: LabParts): string {
  const version = settings.versions.podinfo ?? podinfoVersions[0];
  if (version === undefined || !podinfoVersions.includes(version)) {
    const allowed = podinfoVersions.join(", ");
    throw new pulumi.RunError(
      describeProblem("versions", settings.versions, `the toolchain has podinfo ${allowed}`),
    );
  }
  return version;
}
