/** One thing that takes a while. */
export interface Step {
  /** Says what it is doing now. */
  update(text: string): void;
  /** Ends it well; `text` says with what result. */
  done(text?: string): void;
  /** Ends it badly; `text` says why. */
  fail(text: string): void;
}

/** Where long work says how far it is; steps may overlap. */
export interface Progress {
  step(title: string): Step;
}
