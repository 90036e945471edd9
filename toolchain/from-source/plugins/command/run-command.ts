import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { createInterface } from "node:readline";

/** How much of stderr a failure quotes, in lines from the end. */
const QUOTED_LINES = 40;
/** How long output is awaited from what a command left running, in milliseconds. */
const STRAGGLERS_MS = 2000;

type Stream = "stdout" | "stderr";
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What a command wrote, without the last newline. */
export interface Outcome {
  stdout: string;
  stderr: string;
}

export interface CommandLine {
  /** Names the command in errors: create, update or delete. */
  operation: string;
  argv: readonly string[];
  /** @default - that of this process */
  directory: string | undefined;
  /** Added to that of this process. */
  environment: Record<string, string>;
  /** @default - empty */
  stdin: string | undefined;
  /** Gets each line while the command runs. */
  onLine: (stream: Stream, line: string) => void;
  /** Ends the command and everything it started. */
  signal: AbortSignal;
}

const running = new Set<Child>();

/** A command is a process group of its own: with the shell goes what the shell has started. */
function terminate(child: Child): void {
  if (child.pid !== undefined) {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
}

process.on("exit", () => {
  running.forEach(terminate);
});

function start(command: CommandLine): Child {
  const [program = "", ...args] = command.argv;
  return spawn(program, args, {
    cwd: command.directory,
    env: { ...process.env, ...command.environment },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function collect(child: Child, stream: Stream, onLine: CommandLine["onLine"]): () => string {
  const chunks: Buffer[] = [];
  child[stream].on("data", (chunk: Buffer) => chunks.push(chunk));
  createInterface({ input: child[stream], crlfDelay: Infinity }).on("line", (line) => {
    onLine(stream, line);
  });
  return () => Buffer.concat(chunks).toString("utf8").replace(/\n$/, "");
}

/** How it ended. A process left in the background may keep the pipes open, so the end is the shell's. */
function ending(child: Child, command: CommandLine): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      const where = command.directory === undefined ? "" : ` in directory ${command.directory}`;
      const program = command.argv[0] ?? "";
      reject(new Error(`cannot start ${program}${where}: ${error.message}`));
    });
    child.on("exit", (code, signal) => {
      const failure = code === 0 ? undefined : `exited with ${signal ?? `status ${String(code)}`}`;
      const stragglers = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, STRAGGLERS_MS);
      child.on("close", () => {
        clearTimeout(stragglers);
        resolve(failure);
      });
    });
  });
}

function quoted(stderr: string): string {
  const lines = stderr.trimEnd().split("\n").slice(-QUOTED_LINES);
  return stderr.trim() === "" ? "it wrote nothing to stderr" : `stderr:\n${lines.join("\n")}`;
}

/**
 * Runs one command to its end.
 * @throws when it does not end with status 0, with the last lines of its stderr; neither its
 *   environment nor its stdin is in the text, nor the command, which may be long
 */
export async function runCommand(command: CommandLine): Promise<Outcome> {
  const child = start(command);
  const abort = () => {
    terminate(child);
  };
  running.add(child);
  command.signal.addEventListener("abort", abort, { once: true });
  try {
    const stdout = collect(child, "stdout", command.onLine);
    const stderr = collect(child, "stderr", command.onLine);
    // A command need not read its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(command.stdin ?? "");
    const failure = await ending(child, command);
    if (failure !== undefined) {
      const reason: unknown = command.signal.reason;
      const why = reason instanceof Error ? ` (${reason.message})` : "";
      throw new Error(`${command.operation} command ${failure}${why}; ${quoted(stderr())}`);
    }
    return { stdout: stdout(), stderr: stderr() };
  } finally {
    running.delete(child);
    command.signal.removeEventListener("abort", abort);
  }
}
