import { generateKeyPairSync, randomBytes } from "node:crypto";

/** Both halves of an SSH key. */
export interface KeyPair {
  /** As in authorized_keys: algorithm, key and comment. */
  publicKey: string;
  /** In OpenSSH's own format, not encrypted. */
  privateKey: string;
}

const ALGORITHM = "ssh-ed25519";

/** A new ed25519 key pair. Format: PROTOCOL.key in the sources of OpenSSH. */
export function newKeyPair(comment: string): KeyPair {
  const key = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [seed, point] = [key.d, key.x].map((part) => Buffer.from(part ?? "", "base64url"));
  if (!seed || !point) {
    throw new Error("Node made a key without its numbers");
  }
  const name = comment.replaceAll(/\s+/g, "-");
  const publicBlob = Buffer.concat([text(ALGORITHM), text(point)]);
  return {
    publicKey: `${ALGORITHM} ${publicBlob.toString("base64")} ${name}`,
    privateKey: armour(
      Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        text("none"), // cipher
        text("none"), // key derivation
        text(""), // its options
        number(1), // how many keys
        text(publicBlob),
        text(padded(privateSection(publicBlob, seed, point, name))),
      ]),
    ),
  };
}

/** The check number, twice, tells who decrypts whether the passphrase was right. */
function privateSection(publicBlob: Buffer, seed: Buffer, point: Buffer, comment: string): Buffer {
  const check = randomBytes(4);
  return Buffer.concat([
    check,
    check,
    publicBlob,
    text(Buffer.concat([seed, point])),
    text(comment),
  ]);
}

/** To the block size of the cipher, which is 8 for none, with 1, 2, 3 and so on. */
function padded(section: Buffer): Buffer {
  const padding = Array.from({ length: (8 - (section.length % 8)) % 8 }, (_, index) => index + 1);
  return Buffer.concat([section, Buffer.from(padding)]);
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function armour(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,70}/g) ?? [];
  const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} OPENSSH PRIVATE KEY-----`);
  return [begin, ...lines, end, ""].join("\n");
}
