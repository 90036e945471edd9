import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Report } from "@fluxlab/provider-server";

import type { Client } from "./client.ts";

/** What is about to be deleted with everything in it. */
export interface Going {
  kind: "repository" | "owner";
  /** `OWNER/NAME`, or the name of the organisation or user; as it is called now. */
  name: string;
}

/**
 * Runs the provider's command `beforeDelete`, if it has one, and passes on what it prints, a line a
 * message.
 *
 * @throws with what it wrote on standard error when it fails: the object must not be deleted then
 */
export async function beforeDelete(
  client: Client,
  { kind, name }: Going,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  if (client.beforeDelete === undefined) {
    return;
  }
  const script = `${client.beforeDelete} "$@"`;
  const args = ["-c", script, "beforeDelete", kind, name];
  const printed = await promisify(execFile)("sh", args, { signal }).catch((thrown: unknown) => {
    const { stderr = "", message } = thrown as { stderr?: string; message: string };
    throw new Error(stderr.trim() || message, { cause: thrown });
  });
  for (const line of printed.stdout.split("\n").filter((text) => text !== "")) {
    report("info", line);
  }
}
