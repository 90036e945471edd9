import type { DockerEngine } from "../docker-engine.ts";

/** Bytes before each piece of a log: which stream, and how long the piece is. */
const HEADER_BYTES = 8;

/**
 * The text of a log as the Engine sends it for a container without a terminal.
 * Source: "Stream format" in the Engine API's documentation of attach.
 */
export function demultiplexed(stream: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= stream.length) {
    const end = at + HEADER_BYTES + stream.readUInt32BE(at + 4);
    pieces.push(stream.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** The last lines a container wrote, or why they cannot be had; never throws. */
export async function lastLogLines(
  engine: DockerEngine,
  id: string,
  terminal: boolean,
  lines = 20,
): Promise<string> {
  try {
    const query = { stdout: "1", stderr: "1", tail: String(lines) };
    const stream = await engine.bytes("GET", `/containers/${id}/logs`, { query });
    const text = terminal ? stream.toString("utf8") : demultiplexed(stream);
    return text.trim() === "" ? "it logged nothing" : `last log lines:\n${text.trimEnd()}`;
  } catch (thrown) {
    return `no log lines (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  }
}
