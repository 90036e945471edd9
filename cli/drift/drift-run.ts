/** The demonstrations there are, with what each changes behind Flux's back. */
export const demonstrations = {
  git: "a commit changes the greeting of podinfo: the cluster is no longer what Git says",
  kustomize: "kubectl scales Traefik, which a Kustomization manages",
  helm: "kubectl changes the greeting of podinfo, which a HelmRelease manages",
} as const;

/** Name of one of them. */
export type DemonstrationName = keyof typeof demonstrations;

/** Something that happened in a demonstration. */
export interface DriftMark {
  /** `changed`, `noticed`, `equal`, and for git once more for the way back. */
  readonly stage: string;
  /** Milliseconds since the change was begun. */
  readonly ms: number;
  /** What happened, for people. */
  readonly text: string;
}

/** What `drift --json` prints; documented in docs/status-json.md, fields are only ever added. */
export interface DriftRun {
  readonly demo: DemonstrationName;
  readonly cluster: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly marks: readonly DriftMark[];
  /** Commits that were made, in order. */
  readonly commits: readonly string[];
  /** Why it did not come to its end; null when it did. */
  readonly stopped: string | null;
  /** How the change was put back by the demonstration itself; null when Flux had done it. */
  readonly undone: string | null;
}

/** The marks of a run, in the order they come. */
export class DriftRecorder {
  readonly marks: DriftMark[] = [];
  readonly #onMark: (mark: DriftMark) => void;
  readonly #now: () => number;
  #start: number;

  constructor(onMark: (mark: DriftMark) => void, now: () => number = () => performance.now()) {
    this.#onMark = onMark;
    this.#now = now;
    this.#start = now();
  }

  /** The change begins now. */
  begin(): void {
    this.#start = this.#now();
  }

  /** Something happened now. */
  mark(stage: string, text: string): void {
    const mark = { stage, ms: Math.round(this.#now() - this.#start), text };
    this.marks.push(mark);
    this.#onMark(mark);
  }
}
