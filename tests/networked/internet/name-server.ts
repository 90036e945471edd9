import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** Codes of RFC 1035, sections 3.2 and 4.1.1. */
const typeA = 1;
const classInternet = 1;
const noSuchName = 3;

/**
 * A name server that knows these names and says of all others that there is no such name.
 * @param addresses IPv4 address by name
 */
export async function startNameServer(
  address: string,
  addresses: ReadonlyMap<string, string>,
  port = 53,
): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (question, sender) => {
    const answer = answerTo(question, addresses);
    if (answer !== undefined) {
      socket.send(answer, sender.port, sender.address);
    }
  });
  socket.bind(port, address);
  await once(socket, "listening");
  return socket;
}

/** The answer to a message of RFC 1035 with one question; undefined to what is none. */
export function answerTo(
  message: Buffer,
  addresses: ReadonlyMap<string, string>,
): Buffer | undefined {
  const header = 12;
  const isQuery = message.length > header && (message.readUInt8(2) & 0x80) === 0;
  if (!isQuery || message.readUInt16BE(4) !== 1) {
    return undefined;
  }
  const labels: string[] = [];
  let at = header;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
    if (at + 5 > message.length) {
      return undefined;
    }
  }
  const type = message.readUInt16BE(at + 1);
  const question = message.subarray(header, at + 5);
  const address = addresses.get(labels.join(".").toLowerCase());
  const records = address !== undefined && type === typeA ? [recordOf(address)] : [];
  const reply = Buffer.alloc(header);
  message.copy(reply, 0, 0, 2);
  // An answer, with recursion wished for and had.
  reply.writeUInt16BE(0x8180 | (address === undefined ? noSuchName : 0), 2);
  reply.writeUInt16BE(1, 4);
  reply.writeUInt16BE(records.length, 6);
  return Buffer.concat([reply, question, ...records]);
}

/** A record of one address, for the name in the question, to be kept for a minute. */
function recordOf(address: string): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(typeA, 2);
  record.writeUInt16BE(classInternet, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(4, 10);
  Buffer.from(address.split(".").map(Number)).copy(record, 12);
  return record;
}
