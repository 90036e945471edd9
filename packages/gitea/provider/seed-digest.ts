import { createHash } from "node:crypto";

/** The trailer in the message of every commit that a seed made. */
export const SEED_TRAILER = "Seed-Digest";

/**
 * What proves that a commit has the seed's changes and no others: a digest of its parent's id and
 * of the blob id by path of all that it changed, empty for what it removed. Whoever amends, rebases
 * or merges gets a commit that its trailer does not fit any more.
 */
export function seedDigest(
  parent: string | undefined,
  blobs: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries(blobs).map(([path, blob]) => `${path}\0${blob}\n`);
  return createHash("sha256")
    .update([`${parent ?? ""}\n`, ...lines.sort()].join(""))
    .digest("hex");
}
