import type { SourceFile } from "./source-file.ts";

/** A Helm chart that goes into the lab's own chart registry, and where its archive is. */
export type Chart = SourceFile & { readonly name: string; readonly version: string };

/** What a lab is made of besides this program: images, charts and manifests, by version and place. */
export interface LabParts {
  /** Image references, as Docker and the nodes know them. */
  readonly images: { readonly gitea: string; readonly node: string; readonly traefik: string };
  /**
   * Directory of image archives that every node imports when it starts.
   * @default - none: nodes pull what they need
   */
  readonly imageArchives?: string;
  /** Every version of podinfo that can be released. Seeds name the first. */
  readonly charts: readonly Chart[];
  /** What Flux installs, as one YAML file. */
  readonly fluxManifests: SourceFile;
  /**
   * Directory of k3d and kubectl, looked at after PATH.
   * @default - none: both have to be on PATH
   */
  readonly tools?: string;
}
