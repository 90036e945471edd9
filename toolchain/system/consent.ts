import { createInterface } from "node:readline/promises";
import { ToolchainError } from "../toolchain-error.ts";

/** What answers the question whether something may be installed. */
export interface Consent {
  /** The user said yes beforehand. */
  readonly yes: boolean;
}

/** Whether nobody has to be asked: the user said so, or this is a CI job. */
export function agreedBefore({ yes }: Consent, env: NodeJS.ProcessEnv = process.env): boolean {
  return yes || env["CI"] === "true";
}

/**
 * Names what is going to be installed, and asks.
 * @throws ToolchainError when the answer is no, or nobody is there to ask
 */
export async function askToInstall(packages: readonly string[], consent: Consent): Promise<void> {
  const list = packages.join(" ");
  if (agreedBefore(consent)) {
    return;
  }
  if (process.stdin.isTTY && process.stderr.isTTY) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await terminal.question(`Install ${list} with apt-get? [y/N] `);
      if (/^y(es)?$/i.test(answer.trim())) {
        return;
      }
    } finally {
      terminal.close();
    }
  }
  throw new ToolchainError(
    `These packages are needed and not installed: ${list}.\nInstall them yourself: apt-get update && ` +
      `apt-get install --yes ${list}\nOr let it be done without a question: ./lab up --install, or CI=true`,
  );
}
