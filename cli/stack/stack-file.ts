import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

/**
 * The stack's file without what Pulumi writes into it about its passphrase.
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

/**
 * Runs something that runs Pulumi, and takes a salt out of the stack's file that was not in it before.
 * The state has the salt too. One that somebody committed stays.
 */
export async function withoutNewSalt<Result>(
  path: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const hadSalt = /^encryptionsalt:/m.test(textOf(path) ?? "");
  try {
    return await run();
  } finally {
    const after = textOf(path);
    if (!hadSalt && after !== undefined) {
      const kept = withoutSalt(after);
      if (kept === undefined) {
        rmSync(path);
      } else if (kept !== after) {
        writeFileSync(path, kept);
      }
    }
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
