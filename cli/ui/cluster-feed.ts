import { objectTitle, shortRevision, type FluxObject } from "../flux/flux-object.ts";
import { moodOfObject } from "../watch/render-watch.ts";
import { ClusterModel, type LogLine, type Update } from "../watch/watch-model.ts";
import { CommitTravel, type Lane } from "./commit-travel.ts";
import type {
  ClusterEntry,
  DriftEntry,
  ObjectEntry,
  PodinfoEntry,
  TravelEntry,
} from "./entries.ts";
import type { LiveDocument } from "./live-document.ts";
import { orderOf } from "./object-order.ts";
import { describeTrouble, isPassing, lookUpCommand } from "./plain-words.ts";

/** Milliseconds for which something that was healed is still shown. */
const afterglow = 60_000;

/** What the feed of a cluster needs to know. */
export interface ClusterFeedOptions {
  readonly cluster: string;
  /** Names of those that share it; each has a namespace of its own. */
  readonly tenants: readonly string[];
  /** Where each podinfo answers, by tenant; null for the cluster's own. */
  readonly podinfoUrls: ReadonlyMap<string | null, string>;
  /** Where lines about what happens go. */
  readonly onLines: (lines: readonly LogLine[]) => void;
  /** A source has a commit, maybe one that nobody has heard of. */
  readonly onFetched: (tenant: string | null, commit: string, time: number) => void;
}

/** Brings what is known about one cluster into the document. */
export class ClusterFeed {
  readonly #document: LiveDocument;
  readonly #options: ClusterFeedOptions;
  readonly #model: ClusterModel;
  readonly #travels = new Map<string | null, CommitTravel>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(document: LiveDocument, options: ClusterFeedOptions) {
    this.#document = document;
    this.#options = options;
    this.#model = new ClusterModel(options.cluster);
    this.#setCluster(undefined, Date.now());
    for (const tenant of options.podinfoUrls.keys()) {
      this.#setPodinfo(tenant);
    }
  }

  /** Takes an update in; `time` in milliseconds since 1970. */
  apply(update: Update, time: number): void {
    const problem = this.#model.problem;
    const drifted = new Map(this.#model.drifted);
    const lines = this.#model.apply(update, time);
    if (!isRoutine(update)) {
      this.#options.onLines(lines);
    }
    switch (update.type) {
      case "flux":
        this.#setObjects(update.object);
        this.#moved(this.#tenantOf(update.object.namespace), time);
        break;
      case "flux gone":
        this.#document.delete(`object/${this.#options.cluster}/${update.title}`);
        break;
      case "podinfo": {
        const tenant = update.name === "podinfo" ? null : update.name.replace("podinfo of ", "");
        this.#setPodinfo(tenant);
        this.#moved(tenant, time);
        break;
      }
      case "reachable":
        if (problem !== this.#model.problem) {
          this.#setCluster(this.#model.problem, time);
        }
        break;
      case "managed":
      case "event":
        break;
    }
    this.#setDrift(drifted, time);
  }

  /** Forgets objects that are not among these: nobody was told that they went. */
  keepOnly(objects: readonly FluxObject[], time: number): void {
    const there = new Set(objects.map(objectTitle));
    for (const title of [...this.#model.objects.keys()]) {
      if (!there.has(title)) {
        this.apply({ type: "flux gone", title }, time);
      }
    }
  }

  /** Follows a commit from here on. */
  follow(tenant: string | null, commit: string, startedAt: number): void {
    this.#travels.set(tenant, new CommitTravel(commit, startedAt, this.#lane(tenant)));
    this.#moved(tenant, startedAt);
  }

  /** Lets the process end. */
  close(): void {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
  }

  #setCluster(problem: string | undefined, since: number): void {
    const { cluster } = this.#options;
    const entry: ClusterEntry = { name: cluster, problem: problem ?? null, since };
    this.#document.set(`cluster/${cluster}`, entry);
  }

  /** The object, and those of its lane whose place or mood depends on it. */
  #setObjects(seen: FluxObject): void {
    const tenant = this.#tenantOf(seen.namespace);
    const all = this.#objectsOf(tenant);
    const fetched = this.#lane(tenant).source?.revision ?? "";
    for (const object of all) {
      if (object === seen || object.kind === seen.kind || seen.kind === "GitRepository") {
        this.#setObject(object, tenant, fetched, all);
      }
    }
  }

  #setObject(
    object: FluxObject,
    tenant: string | null,
    fetched: string,
    all: readonly FluxObject[],
  ): void {
    const { cluster } = this.#options;
    const entry: ObjectEntry = {
      cluster,
      tenant,
      kind: object.kind,
      namespace: object.namespace,
      name: object.name,
      mood: isPassing(object) ? "plain" : moodOfObject(object, fetched),
      order: orderOf(object, all),
      revision: shortRevision(object.revision),
      trouble: describeTrouble(object),
      message: object.ready === "True" ? "" : object.message,
      command: lookUpCommand(cluster, object),
      suspended: object.suspended,
      since: object.lastTransition,
    };
    this.#document.set(`object/${cluster}/${objectTitle(object)}`, entry);
  }

  #setPodinfo(tenant: string | null): void {
    const { cluster, podinfoUrls } = this.#options;
    const entry: PodinfoEntry = {
      ...{ cluster, tenant, url: podinfoUrls.get(tenant) ?? "" },
      version: this.#podinfo(tenant) ?? null,
    };
    this.#document.set(`podinfo/${cluster}/${tenant ?? ""}`, entry);
  }

  #setDrift(before: ClusterModel["drifted"], time: number): void {
    const { cluster } = this.#options;
    for (const [title, { owner, fields, since }] of [...before, ...this.#model.drifted]) {
      const isOver = !this.#model.drifted.has(title);
      const key = `drift/${cluster}/${title}`;
      const tenant = this.#tenantOf(/ ([^/]*)\//.exec(title)?.[1] ?? "");
      const healedAfter = isOver ? time - since : null;
      const entry: DriftEntry = { cluster, tenant, title, owner, fields, since, healedAfter };
      this.#document.set(key, entry);
      if (isOver) {
        this.#later(() => {
          if (!this.#model.drifted.has(title)) {
            this.#document.delete(key);
          }
        });
      }
    }
  }

  #later(work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, afterglow);
    this.#timers.add(timer);
  }

  /** Something in a lane is not as it was. */
  #moved(tenant: string | null, time: number): void {
    const { cluster, onFetched } = this.#options;
    const lane = this.#lane(tenant);
    const commit = lane.source?.revision.split(":").at(-1) ?? "";
    if (commit !== "") {
      onFetched(tenant, commit, time);
    }
    const travel = this.#travels.get(tenant);
    if (travel !== undefined) {
      const marks = travel.see(lane, time);
      const entry: TravelEntry = { cluster, tenant, commit: travel.commit, marks };
      this.#document.set(`travel/${cluster}/${tenant ?? ""}`, entry);
    }
  }

  #lane(tenant: string | null): Lane {
    const objects = this.#objectsOf(tenant);
    const ofKind = (kind: FluxObject["kind"]): FluxObject[] =>
      objects.filter((object) => object.kind === kind);
    return {
      source: ofKind("GitRepository")[0],
      kustomizations: ofKind("Kustomization"),
      releases: ofKind("HelmRelease"),
      podinfo: this.#podinfo(tenant),
    };
  }

  #objectsOf(tenant: string | null): FluxObject[] {
    return [...this.#model.objects.values()].filter(
      ({ namespace }) => this.#tenantOf(namespace) === tenant,
    );
  }

  #tenantOf(namespace: string): string | null {
    return this.#options.tenants.includes(namespace) ? namespace : null;
  }

  #podinfo(tenant: string | null): string | undefined {
    return this.#model.podinfos.get(tenant === null ? "podinfo" : `podinfo of ${tenant}`);
  }
}

/** A list of charts is new each time that it is fetched. */
function isRoutine(update: Update): boolean {
  return (
    update.type === "flux" &&
    update.object.kind === "HelmRepository" &&
    update.object.ready === "True"
  );
}
