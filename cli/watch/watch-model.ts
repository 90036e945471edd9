import { objectTitle, shortRevision, type FluxObject } from "../flux/flux-object.ts";

/** What a watch reports about one cluster. */
export type Update =
  | { readonly type: "flux"; readonly object: FluxObject }
  | { readonly type: "flux gone"; readonly title: string }
  | {
      readonly type: "managed";
      readonly title: string;
      readonly owner: string;
      readonly drift: readonly string[];
    }
  | { readonly type: "event"; readonly warning: boolean; readonly text: string }
  | {
      readonly type: "podinfo";
      /** `podinfo`, or whose it is. */
      readonly name: string;
      readonly version: string | undefined;
    }
  | { readonly type: "reachable"; readonly problem: string | undefined };

/** How a line is meant. */
export type Mood = "good" | "bad" | "drift" | "plain";

/** Something that happened. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly cluster: string;
  readonly mood: Mood;
  readonly text: string;
}

/** An object that has drifted. */
export interface Drifted {
  /** The Flux object that manages it. */
  readonly owner: string;
  readonly fields: readonly string[];
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What is known about one cluster. */
export class ClusterModel {
  readonly name: string;
  readonly objects = new Map<string, FluxObject>();
  readonly drifted = new Map<string, Drifted>();
  /** The version that each podinfo serves, by name; undefined when it does not answer. */
  readonly podinfos = new Map<string, string | undefined>();
  problem: string | undefined;
  /** Each object as it was when it was last Ready or not, and not at work. */
  readonly #settled = new Map<string, FluxObject>();
  #lastEvent = "";

  constructor(name: string) {
    this.name = name;
  }

  /** Takes an update in; answers what is worth a line. */
  apply(update: Update, time: number): LogLine[] {
    const line = (mood: Mood, text: string): LogLine[] => [
      { time, cluster: this.name, mood, text },
    ];
    switch (update.type) {
      case "flux":
        return this.#flux(update.object, line);
      case "flux gone":
        return this.objects.delete(update.title) ? line("plain", `${update.title} is gone`) : [];
      case "managed":
        return this.#managed(update, time, line);
      case "event": {
        const again = update.text === this.#lastEvent;
        this.#lastEvent = update.text;
        return again ? [] : line(update.warning ? "bad" : "plain", update.text);
      }
      case "podinfo": {
        const { name, version } = update;
        const known = this.podinfos.has(name);
        const before = this.podinfos.get(name);
        this.podinfos.set(name, version);
        if (!known || before === version) {
          return [];
        }
        return version === undefined
          ? line("bad", `${name} does not answer`)
          : line("good", `${name} serves ${version}`);
      }
      case "reachable": {
        const before = this.problem;
        this.problem = update.problem;
        if (before === update.problem) {
          return [];
        }
        return update.problem === undefined
          ? line("good", "the API server answers again")
          : line("bad", `the API server: ${update.problem}`);
      }
    }
  }

  #flux(object: FluxObject, line: (mood: Mood, text: string) => LogLine[]): LogLine[] {
    const title = objectTitle(object);
    const isNew = !this.objects.has(title);
    this.objects.set(title, object);
    // At work, or waiting for a dependency: the picture shows it, a line for each would bury the rest.
    if (object.ready === "Unknown" || object.reason === "DependencyNotReady") {
      return [];
    }
    const before = this.#settled.get(title);
    this.#settled.set(title, object);
    const same =
      before?.ready === object.ready &&
      before.revision === object.revision &&
      (object.ready === "True" || before.message === object.message);
    if (same || (isNew && object.ready === "True")) {
      return [];
    }
    if (before?.revision !== object.revision) {
      // What a new revision no longer has was removed by Flux itself.
      for (const [name, { owner, fields }] of this.drifted) {
        if (owner === title && fields.includes(deleted)) {
          this.drifted.delete(name);
        }
      }
    }
    const revision = shortRevision(object.revision) || "no revision yet";
    if (object.ready === "True") {
      return line("good", `${title} is Ready at ${revision}`);
    }
    const why = [object.reason, object.message].filter((text) => text !== "").join(": ");
    return line("bad", `${title} ${why || "is not Ready"}`);
  }

  #managed(
    { title, owner, drift }: Extract<Update, { type: "managed" }>,
    time: number,
    line: (mood: Mood, text: string) => LogLine[],
  ): LogLine[] {
    const before = this.drifted.get(title);
    if (drift.length === 0) {
      this.drifted.delete(title);
      return before === undefined
        ? []
        : line("good", `HEALED ${title} after ${((time - before.since) / 1000).toFixed(1)} s`);
    }
    this.drifted.set(title, { owner, fields: drift, since: before?.since ?? time });
    return before?.fields.join() === drift.join()
      ? []
      : line("drift", `DRIFT ${title}: ${drift.join(", ")}`);
  }
}

/** The field that stands for the whole object. */
export const deleted = "deleted";
