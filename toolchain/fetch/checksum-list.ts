import { basename } from "node:path";

/** A checksum as projects publish it. */
export interface Checksum {
  readonly algorithm: "sha256" | "sha1";
  /** Hexadecimal, lower case. */
  readonly digest: string;
}

/**
 * The checksum that a list gives for `name`: a line "digest  name", where the name may have
 * directories, `./` or a `*` before it; or a file that is nothing but the digest. SHA-1 is what
 * `shasum` writes by default, and what the docker plugin of Pulumi has.
 */
export function findChecksum(list: string, name: string): Checksum | undefined {
  const alone = /^[0-9a-f]+$/i.exec(list.trim())?.[0];
  const listed = list
    .split("\n")
    .map((line) => /^([0-9a-f]+)\s+\*?(\S+)$/i.exec(line.trim()))
    .find((match) => match?.[2] !== undefined && basename(match[2]) === name)?.[1];
  const digest = (alone ?? listed)?.toLowerCase();
  if (digest?.length === 64) {
    return { algorithm: "sha256", digest };
  }
  return digest?.length === 40 ? { algorithm: "sha1", digest } : undefined;
}
