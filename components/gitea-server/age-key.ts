import { createPrivateKey, createPublicKey } from "node:crypto";
import { bech32 } from "@scure/base";

/** A key pair of age, in the form that its programs read. */
export interface AgeKey {
  /** Decrypts: `AGE-SECRET-KEY-1...`. */
  identity: string;
  /** Encrypts: `age1...`. */
  recipient: string;
}

/** Everything in PKCS #8 before the 32 bytes of an X25519 private key. Source: RFC 8410, section 7. */
const pkcs8Prefix = Buffer.from("302e020100300506032b656e04220420", "hex");

/**
 * The key pair whose private half is a derived secret; see {@link deriveSecret}.
 * Source of the encoding: C2SP's age.md, "The X25519 recipient type".
 *
 * @param secret 32 bytes in base64url
 */
export function ageKeyOf(secret: string): AgeKey {
  const scalar = Buffer.from(secret, "base64url");
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, scalar]),
    format: "der",
    type: "pkcs8",
  });
  const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return {
    identity: encode("age-secret-key-", scalar).toUpperCase(),
    recipient: encode("age", point),
  };
}

function encode(prefix: string, bytes: Buffer): string {
  return bech32.encode(prefix, bech32.toWords(bytes), false);
}
