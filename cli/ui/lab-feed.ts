import { ClusterClient } from "../flux/cluster-client.ts";
import { loadKubeConfig } from "../flux/kube-config.ts";
import type { Lab } from "../lab/lab.ts";
import { availableVersions } from "../release/chart-registry.ts";
import { podinfosIn, type StackOutputs } from "../stack/stack-outputs.ts";
import { watchCluster } from "../watch/watch-cluster.ts";
import type { LogLine, Update } from "../watch/watch-model.ts";
import { ClusterFeed } from "./cluster-feed.ts";
import type { LabEntry, LogEntry } from "./entries.ts";
import { followedRepositories, GiteaFeed } from "./gitea-feed.ts";
import type { LiveDocument } from "./live-document.ts";

/** How many lines about what happened are kept. */
const keptLines = 200;

/** What a feed writes; keys with other beginnings are somebody else's. */
const ownKeys = /^(lab|gitea|repository|cluster|object|podinfo|drift|travel)(\/|$)/;

/** Brings all that happens in a lab into a document. */
export class LabFeed {
  readonly #lab: Pick<Lab, "places">;
  readonly #outputs: StackOutputs;
  readonly #document: LiveDocument;
  #lines = 0;

  constructor(lab: Pick<Lab, "places">, outputs: StackOutputs, document: LiveDocument) {
    this.#lab = lab;
    this.#outputs = outputs;
    this.#document = document;
    this.#lines = document.keys("log/").length === 0 ? 0 : lastLine(document);
  }

  /** Until the signal; throws when there is no kubeconfig of a cluster. */
  async run(signal: AbortSignal): Promise<void> {
    const { giteaUrl, clusters } = this.#outputs;
    const document = this.#document;
    this.#setLab([]);
    const feeds = new Map<string, ClusterFeed>();
    const gitea = new GiteaFeed(
      document,
      giteaUrl,
      followedRepositories(this.#outputs),
      (tenant, commit, time) => {
        for (const feed of feeds.values()) {
          feed.follow(tenant, commit, time);
        }
      },
    );
    const onFetched = (tenant: string | null, commit: string): void => {
      void gitea.expect(tenant, commit, signal);
    };
    try {
      await Promise.all([
        gitea.run(signal),
        this.#readVersions(),
        ...Object.keys(clusters).map((cluster) => {
          const feed = this.#clusterFeed(cluster, onFetched);
          feeds.set(cluster, feed);
          return this.#runCluster(cluster, feed, signal);
        }),
      ]);
    } finally {
      for (const feed of feeds.values()) {
        feed.close();
      }
    }
  }

  /** Takes away what it has written, but for the lines about what happened. */
  forget(): void {
    for (const key of this.#document.keys("").filter((one) => ownKeys.test(one))) {
      this.#document.delete(key);
    }
  }

  #clusterFeed(
    cluster: string,
    onFetched: (tenant: string | null, commit: string) => void,
  ): ClusterFeed {
    const places = podinfosIn(this.#outputs, cluster);
    return new ClusterFeed(this.#document, {
      cluster,
      tenants: Object.keys(this.#outputs.tenants),
      podinfoUrls: new Map(places.map(({ tenant, url }) => [tenant, url])),
      onLines: (lines) => {
        this.#log(lines);
      },
      onFetched,
    });
  }

  async #runCluster(cluster: string, feed: ClusterFeed, signal: AbortSignal): Promise<void> {
    const { places } = this.#lab;
    let isAway = false;
    const report = (update: Update): void => {
      feed.apply(update, Date.now());
      if (update.type === "reachable" && isAway !== (update.problem !== undefined)) {
        isAway = update.problem !== undefined;
        if (!isAway) {
          // A watch does not tell what went while nobody watched.
          void new ClusterClient(places, cluster)
            .fluxObjects()
            .then((objects) => {
              feed.keepOnly(objects, Date.now());
            })
            .catch(() => undefined);
        }
      }
    };
    await watchCluster(
      loadKubeConfig(places, cluster),
      podinfosIn(this.#outputs, cluster),
      report,
      signal,
    );
  }

  /** Which versions there are to release. */
  async #readVersions(): Promise<void> {
    this.#setLab(await availableVersions(this.#outputs.giteaUrl).catch(() => []));
  }

  #setLab(versions: readonly string[]): void {
    const { namePrefix, giteaUrl, clusters, tenants } = this.#outputs;
    const entry: LabEntry = {
      ...{ namePrefix, giteaUrl, versions },
      clusters: Object.keys(clusters),
      tenants: Object.keys(tenants),
    };
    this.#document.set("lab", entry);
  }

  #log(lines: readonly LogLine[]): void {
    for (const { time, cluster, mood, text } of lines) {
      const entry: LogEntry = { time, cluster, mood, text };
      this.#lines += 1;
      this.#document.set(`log/${this.#lines}`, entry);
      this.#document.delete(`log/${this.#lines - keptLines}`);
    }
  }
}

function lastLine(document: LiveDocument): number {
  return Math.max(...document.keys("log/").map((key) => Number(key.slice("log/".length))));
}
