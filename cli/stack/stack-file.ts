import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

/**
 * The stack's file without the salt that belonged to a passphrase which is gone.
 * Answers undefined when nothing else is in it.
 */
export function withoutSalt(text: string): string | undefined {
  const kept = text
    .split("\n")
    .filter((line) => !/^(encryptionsalt|secretsprovider|encryptedkey):/.test(line))
    .join("\n");
  const content: unknown = parseDocument(kept).toJS();
  const empty =
    content === null || (typeof content === "object" && Object.values(content).every(isEmpty));
  return empty && !kept.includes("#") ? undefined : kept;
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** Strips the salt from the stack's file, or removes the file; without the file nothing happens. */
export function stripStackFile(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return;
  }
  const kept = withoutSalt(text);
  if (kept === undefined) {
    rmSync(path);
  } else if (kept !== text) {
    writeFileSync(path, kept);
  }
}
