import { gunzipSync } from "node:zlib";

/** What a chart calls itself. */
export interface Chart {
  name: string;
  version: string;
}

const BLOCK = 512;

/** Reads NAME/Chart.yaml in a chart archive. Throws when it is not there or says neither. */
export function chartIn(archive: Uint8Array): Chart {
  const text = chartYamlIn(gunzipSync(archive));
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*["']?([^"'#\\s]+)`, "m").exec(text ?? "")?.[1];
  const [name, version] = [field("name"), field("version")];
  if (name === undefined || version === undefined) {
    throw new Error("the archive has no Chart.yaml with a name and a version");
  }
  return { name, version };
}

/** A tar archive is headers of 512 bytes, each followed by the entry's content in such blocks. */
function chartYamlIn(tar: Buffer): string | undefined {
  for (let at = 0; at + BLOCK <= tar.length;) {
    const field = (start: number, end: number) =>
      tar.toString("latin1", at + start, at + end).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 136), 8) || 0;
    if (/^[^/]+\/Chart\.yaml$/.test(field(0, 100))) {
      return tar.toString("utf8", at + BLOCK, at + BLOCK + size);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
