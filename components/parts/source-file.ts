/** How to know that a downloaded file is the one that was published. */
export type Checksum =
  /** Its SHA-256, hexadecimal, from a figure that was seen. */
  | { readonly sha256: string }
  /** Listed by the Helm repository's index at this address. */
  | { readonly helmIndex: string }
  /** Listed by GitHub with the assets of the release at this address of its API. */
  | { readonly githubRelease: string };

/** A file on this machine, or one that is fetched once and kept in the cache. */
export type SourceFile =
  { readonly file: string } | { readonly url: string; readonly checksum: Checksum };
