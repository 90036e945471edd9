import type { WriteStream } from "node:tty";
import type { Screen } from "./render-watch.ts";

/** Milliseconds between two pictures at least. */
const pause = 100;

/** The whole terminal, given back as it was at the end. */
export class LiveScreen {
  readonly #terminal: WriteStream;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: WriteStream) {
    this.#terminal = terminal;
    terminal.write("\x1b[?1049h\x1b[?25l");
  }

  /** Draws over what is there, so that nothing flickers. */
  draw(render: (size: Screen) => readonly string[]): void {
    const { columns, rows } = this.#terminal;
    const lines = render({ columns, rows }).slice(0, rows);
    this.#terminal.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\r\n")}\x1b[J`);
  }

  /** Draws in a moment, once for however many calls come until then. */
  soon(draw: () => void): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      draw();
    }, pause);
  }

  /** Gives the terminal back. */
  close(): void {
    clearTimeout(this.#timer);
    this.#terminal.write("\x1b[?25h\x1b[?1049l");
  }
}
