import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LabError } from "../terminal/lab-error.ts";
import { shellQuote } from "../terminal/shell-quote.ts";
import type { ActionEntry } from "./entries.ts";
import type { LiveDocument } from "./live-document.ts";

const program = join(import.meta.dirname, "..", "main.ts");

/** How many lines of what a command says are shown. */
const shown = 12;

/**
 * Runs one command of `./lab` at a time, as somebody would in a terminal, and brings what it says
 * into the document.
 */
export class ActionRunner {
  readonly #document: LiveDocument;
  readonly #program: readonly string[];
  #running: ChildProcess | undefined;
  #command = "";
  #count = 0;

  /** `command` is what runs a verb when its arguments are added to it. */
  constructor(document: LiveDocument, command: readonly string[] = [process.execPath, program]) {
    this.#document = document;
    this.#program = command;
  }

  /** Starts a verb; throws while another one runs. */
  start(args: readonly string[]): void {
    if (this.#running !== undefined) {
      throw new LabError(`another action is under way: ${this.#command}`, {
        allowed: "to wait for its end, or to cancel it",
      });
    }
    this.#count += 1;
    this.#command = typed(args);
    const [node = "", ...before] = this.#program;
    const child = spawn(node, [...before, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#running = child;
    const lines: string[] = [];
    const show = (state: ActionEntry["state"]): void => {
      const entry: ActionEntry = {
        ...{ id: this.#count, command: this.#command, state },
        lines: lines.slice(-shown),
      };
      this.#document.set("action", entry);
    };
    show("running");
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        show("running");
      });
    }
    child.once("error", (error) => {
      lines.push(error.message);
      this.#running = undefined;
      show("failed");
    });
    child.once("close", (exitCode) => {
      this.#running = undefined;
      show(exitCode === 0 ? "done" : "failed");
    });
  }

  /** Ends what runs; a demonstration puts everything back first. */
  cancel(): void {
    this.#running?.kill("SIGTERM");
  }

  /** Ends what runs, and waits for that. */
  async close(): Promise<void> {
    const child = this.#running;
    if (child !== undefined) {
      this.cancel();
      await once(child, "close");
    }
  }
}

/** A command as somebody would type it. */
export function typed(args: readonly string[]): string {
  return ["./lab", ...args.map(shellQuote)].join(" ");
}
