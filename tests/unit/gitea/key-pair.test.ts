import { createPrivateKey, sign, verify } from "node:crypto";

import { newKeyPair } from "../../../packages/gitea/provider/key-pair.ts";

/** Reads fields of length and content from the wire format of SSH. */
function fieldsOf(bytes: Buffer, count: number): { fields: Buffer[]; rest: Buffer } {
  const fields = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const length = bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { fields, rest: bytes.subarray(at) };
}

describe("newKeyPair", () => {
  const { publicKey, privateKey } = newKeyPair("flux of core app");
  const [algorithm = "", encoded = "", comment] = publicKey.split(" ");
  const [, point = Buffer.alloc(0)] = fieldsOf(Buffer.from(encoded, "base64"), 2).fields;

  test("the public half is a line of authorized_keys", () => {
    expect(publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/=]{68} flux-of-core-app$/);
    expect(point).toHaveLength(32);
  });

  test("the private half is armoured as OpenSSH does it", () => {
    const lines = privateKey.split("\n");
    expect(lines[0]).toBe("-----BEGIN OPENSSH PRIVATE KEY-----");
    expect(lines.slice(-2)).toEqual(["-----END OPENSSH PRIVATE KEY-----", ""]);
    expect(lines.every((line) => line.length <= 70)).toBe(true);
  });

  test("what the private half signs, the public half verifies", () => {
    const body = Buffer.from(privateKey.split("\n").slice(1, -2).join(""), "base64");
    const magic = "openssh-key-v1\0";
    expect(body.toString("latin1", 0, magic.length)).toBe(magic);
    const { fields, rest } = fieldsOf(body.subarray(magic.length), 3);
    expect(fields.map(String)).toEqual(["none", "none", ""]);
    expect(rest.readUInt32BE(0)).toBe(1);
    const [publicBlob, section = Buffer.alloc(0)] = fieldsOf(rest.subarray(4), 2).fields;
    expect(publicBlob?.toString("base64")).toBe(encoded);

    expect(section.length % 8).toBe(0);
    expect(section.readUInt32BE(0)).toBe(section.readUInt32BE(4));
    const { fields: parts, rest: padding } = fieldsOf(section.subarray(8), 4);
    const [name, , both = Buffer.alloc(0), note] = parts;
    expect([String(name), String(note)]).toEqual([algorithm, comment]);
    expect([...padding]).toEqual([1, 2, 3, 4, 5, 6, 7].slice(0, padding.length));
    expect(both.subarray(32)).toEqual(point);

    const jwk = { kty: "OKP", crv: "Ed25519", x: point.toString("base64url") };
    const key = createPrivateKey({
      format: "jwk",
      key: { ...jwk, d: both.subarray(0, 32).toString("base64url") },
    });
    const signature = sign(null, Buffer.from("text"), key);
    expect(verify(null, Buffer.from("text"), { format: "jwk", key: jwk }, signature)).toBe(true);
  });

  test("no two are the same", () => {
    expect(newKeyPair("flux").publicKey).not.toBe(newKeyPair("flux").publicKey);
  });
});
