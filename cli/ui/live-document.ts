import { randomBytes } from "node:crypto";

/** A change as readers get it: an id to go on from, and JSON of a {@link Change}. */
export interface Message {
  readonly id: string;
  readonly data: string;
}

/** What readers apply to what they have. */
export interface Change {
  /** True when `set` is everything there is. */
  readonly all: boolean;
  /** New values by key. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Keys that are no more. */
  readonly gone: readonly string[];
}

/** Milliseconds for which changes are gathered before readers hear of them. */
const frame = 40;

/** How many changes a reader may have missed, at most, and still get only those. */
const kept = 256;

/**
 * Values by key that many readers follow. However often values change, readers get one change per
 * frame; one that was away asks for what came since.
 */
export class LiveDocument {
  readonly #entries = new Map<string, string>();
  readonly #dirty = new Set<string>();
  readonly #readers = new Set<() => void>();
  /** Tells an id of this document from one of an earlier process. */
  readonly #epoch = randomBytes(4).toString("hex");
  #messages: Message[] = [];
  #last = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Sets a value, which has to be JSON; the same value again is no change. */
  set(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    if (this.#entries.get(key) !== text) {
      this.#entries.set(key, text);
      this.#change(key);
    }
  }

  /** Removes a value. */
  delete(key: string): void {
    if (this.#entries.delete(key)) {
      this.#change(key);
    }
  }

  /** The keys that begin so. */
  keys(prefix: string): string[] {
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
  }

  /** Everything as it is now, whether readers have heard of it or not. */
  values(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#entries].map(([key, text]) => [key, JSON.parse(text) as unknown]),
    );
  }

  /** What came after a message; everything when that is unknown or too long ago. */
  since(id: string | undefined): readonly Message[] {
    const [epoch, number] = (id ?? "").split(".");
    const missed = epoch === this.#epoch ? this.#last - Number(number) : Number.NaN;
    return missed >= 0 && missed <= this.#messages.length
      ? this.#messages.slice(this.#messages.length - missed)
      : [{ id: this.#id(), data: message(true, this.#entries, []) }];
  }

  /** Calls back whenever there is something new; answers how to stop that. */
  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Lets the process end. */
  close(): void {
    clearTimeout(this.#timer);
    this.#readers.clear();
  }

  #change(key: string): void {
    this.#dirty.add(key);
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, frame);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty.size === 0) {
      return;
    }
    const set = new Map<string, string>();
    const gone: string[] = [];
    for (const key of this.#dirty) {
      const text = this.#entries.get(key);
      if (text === undefined) {
        gone.push(key);
      } else {
        set.set(key, text);
      }
    }
    this.#dirty.clear();
    this.#last += 1;
    this.#messages = [...this.#messages, { id: this.#id(), data: message(false, set, gone) }].slice(
      -kept,
    );
    for (const reader of [...this.#readers]) {
      reader();
    }
  }

  #id(): string {
    return `${this.#epoch}.${this.#last}`;
  }
}

function message(all: boolean, set: ReadonlyMap<string, string>, gone: readonly string[]): string {
  const values = [...set].map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `{"all":${all},"set":{${values.join(",")}},"gone":${JSON.stringify(gone)}}`;
}
