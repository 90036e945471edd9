import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { execa } from "execa";
import { ToolchainError } from "../toolchain-error.ts";

/** How to run a command. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; default the current one. */
  readonly env?: NodeJS.ProcessEnv;
  /** File to which the output is appended. */
  readonly log?: string;
  /** Limit in ms; default an hour: seven minutes of compiling were thirty on a machine under load. */
  readonly timeout?: number;
  /** What the command reads; default nothing. */
  readonly input?: string;
}

/**
 * Runs a command and returns its standard output without the last newline.
 * @throws ToolchainError with the end of the output when it fails or reaches its limit
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await execa(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    env: options.env ?? process.env,
    extendEnv: false,
    timeout: options.timeout ?? 60 * 60_000,
    all: true,
    reject: false,
  });
  const said = result.all;
  if (options.log !== undefined) {
    await mkdir(dirname(options.log), { recursive: true });
    await appendFile(options.log, `$ ${result.escapedCommand}\n${said}\n`);
  }
  if (result.failed) {
    const end = said.trimEnd().split("\n").slice(-12).join("\n");
    const why = result.timedOut ? "reached its limit" : (result.shortMessage ?? "failed");
    const log = options.log === undefined ? "" : `\nThe whole output: ${options.log}`;
    throw new ToolchainError(`${why}\n${end}${log}`);
  }
  return result.stdout;
}
