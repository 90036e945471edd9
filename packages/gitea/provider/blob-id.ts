import { createHash } from "node:crypto";

/** How a repository names its objects. */
export type ObjectFormat = "sha1" | "sha256";

/** The id that Git gives to a file with this text. */
export function blobId(text: string, format: ObjectFormat = "sha1"): string {
  const bytes = Buffer.from(text);
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
