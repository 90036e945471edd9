import type { Progress, Step } from "../../toolchain/progress.ts";
import { elapsed } from "./elapsed.ts";

/** Where progress is written: stderr, or a recorder in tests. */
export interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

/** Progress on stderr: redrawn lines on a terminal, otherwise one line per event. */
export function createProgress(terminal: Terminal = standardError()): Progress {
  return terminal.isTTY ? new LiveProgress(terminal) : new PlainProgress(terminal);
}

function standardError(): Terminal {
  return {
    isTTY:
      process.stderr.isTTY && process.env["CI"] === undefined && process.env["TERM"] !== "dumb",
    columns: process.stderr.columns,
    write: (text) => process.stderr.write(text),
  };
}

/** For logs and CI: every line stands alone and none is ever taken back. */
class PlainProgress implements Progress {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  step(title: string): Step {
    const start = Date.now();
    let last = "";
    let lastAt = 0;
    const line = (mark: string, text?: string): void => {
      const detail = text === undefined || text === "" ? "" : `: ${text}`;
      this.#terminal.write(`${mark} ${title}${detail} (${elapsed(Date.now() - start)})\n`);
    };
    return {
      update: (text) => {
        const isLater = Date.now() - lastAt >= amountsApart;
        if (withoutAmounts(text) !== withoutAmounts(last) || (text !== last && isLater)) {
          last = text;
          lastAt = Date.now();
          line("   ", text);
        }
      },
      done: (text) => {
        line("ok ", text);
      },
      fail: (text) => {
        line("BAD", text);
      },
    };
  }
}

/** Milliseconds between lines that differ in an amount only, such as what is downloaded so far. */
const amountsApart = 5000;

function withoutAmounts(text: string): string {
  return text.replaceAll(/\d+/g, "");
}

interface LiveStep {
  readonly title: string;
  readonly start: number;
  text: string;
}

/** For people: finished steps scroll away above, running ones are redrawn below. */
class LiveProgress implements Progress {
  readonly #terminal: Terminal;
  readonly #running = new Set<LiveStep>();
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  step(title: string): Step {
    const step: LiveStep = { title, start: Date.now(), text: "" };
    this.#running.add(step);
    this.#timer ??= setInterval(() => {
      this.#frame += 1;
      this.#draw();
    }, 100).unref();
    this.#draw();
    return {
      update: (text) => {
        step.text = text;
        this.#draw();
      },
      done: (text) => {
        this.#finish(step, "\x1b[32m✔\x1b[0m", text);
      },
      fail: (text) => {
        this.#finish(step, "\x1b[31m✖\x1b[0m", text);
      },
    };
  }

  #finish(step: LiveStep, mark: string, text: string | undefined): void {
    if (!this.#running.delete(step)) {
      return;
    }
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#draw(`${mark} ${this.#describe(step, text ?? "")}\n`);
  }

  #draw(finished = ""): void {
    const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".charAt(this.#frame % 10);
    const lines = [...this.#running].map(
      (step) => `\x1b[36m${spinner}\x1b[0m ${this.#describe(step, step.text)}\n`,
    );
    const back = this.#drawn === 0 ? "" : `\x1b[${String(this.#drawn)}A\x1b[0J`;
    this.#terminal.write(back + finished + lines.join(""));
    this.#drawn = lines.length;
  }

  /** One line that fits: a wrapped one could not be taken back. */
  #describe(step: LiveStep, text: string): string {
    const time = ` (${elapsed(Date.now() - step.start)})`;
    const room = Math.max(20, (this.#terminal.columns || 80) - time.length - 3);
    const line = (text === "" ? step.title : `${step.title}: ${text}`).replaceAll(/\s+/g, " ");
    return (line.length > room ? `${line.slice(0, room - 1)}…` : line) + time;
  }
}
