import type {
  ActionEntry,
  ClusterEntry,
  CommitEntry,
  DriftEntry,
  LabEntry,
  LogEntry,
  ObjectEntry,
  PodinfoEntry,
  RepositoryEntry,
  RunEntry,
  TravelEntry,
} from "../../cli/ui/entries.ts";
import type { LiveDocument } from "../../cli/ui/live-document.ts";
import { reportData } from "../../cli/report/report-data.ts";
import { driftRun, releaseRun } from "../unit/cli/report-runs.ts";

const giteaUrl = "http://127.0.0.1:9";
const head = "2f6f0d5a1f1f4f0f8f0f0f0f0f0f0f0f0f0f0f0f";

/** Fills a document as a lab of so many clusters and tenants would. */
export class FakeLab {
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
  readonly #document: LiveDocument;

  constructor(document: LiveDocument, clusters: number, tenants: number) {
    this.#document = document;
    this.clusters = Array.from({ length: clusters }, (_, index) => `cluster-${index + 1}`);
    this.tenants = Array.from({ length: tenants }, (_, index) => `team-${index + 1}`);
    const lab: LabEntry = {
      ...{ namePrefix: "fake", giteaUrl, clusters: this.clusters, tenants: this.tenants },
      versions: ["6.9.3-lab.1", "6.9.2"],
    };
    document.set("lab", lab);
    document.set("gitea", { problem: null });
    this.#repository("fleet", null);
    this.tenants.forEach((tenant) => {
      this.#repository(tenant, tenant);
    });
    for (const cluster of this.clusters) {
      this.setCluster(cluster, null);
      for (const tenant of [null, ...this.tenants]) {
        this.#lane(cluster, tenant);
      }
    }
    for (const run of [driftRun, releaseRun]) {
      const entry: RunEntry = { report: reportData(run), run };
      document.set(`run/${run.endedAt}-${run.kind}`, entry);
    }
  }

  /** A cluster is gone for a reason, or there for null. */
  setCluster(name: string, problem: string | null): void {
    const entry: ClusterEntry = { name, problem, since: Date.now() - 3000 };
    this.#document.set(`cluster/${name}`, entry);
  }

  /** An object as it is when all is well, but for what is given. */
  setObject(cluster: string, change: Partial<ObjectEntry> & Pick<ObjectEntry, "kind">): void {
    const { tenant = null, kind } = change;
    const namespace = change.namespace ?? tenant ?? "flux-system";
    const name = change.name ?? "podinfo";
    const entry: ObjectEntry = {
      ...{ cluster, tenant, kind, namespace, name, mood: "good", order: 0 },
      revision: kind === "HelmRelease" ? "6.9.2" : "main@2f6f0d5",
      ...{ trouble: "", message: "", suspended: false, since: "2026-11-25T06:00:00Z" },
      command: `./lab flux --cluster ${cluster} events --for ${kind}/${name} --namespace ${namespace}`,
      ...change,
    };
    this.#document.set(`object/${cluster}/${kind} ${namespace}/${name}`, entry);
  }

  /** What a podinfo serves. */
  setPodinfo(cluster: string, tenant: string | null, version: string | null): void {
    const url = `http://podinfo.${cluster}.localhost:9`;
    const entry: PodinfoEntry = { cluster, tenant, url, version };
    this.#document.set(`podinfo/${cluster}/${tenant ?? ""}`, entry);
  }

  /** How far the newest commit has come. */
  setTravel(cluster: string, tenant: string | null, marks: TravelEntry["marks"]): void {
    const entry: TravelEntry = { cluster, tenant, commit: head, marks };
    this.#document.set(`travel/${cluster}/${tenant ?? ""}`, entry);
  }

  /** Traefik is not as in Git, or was until it was healed. */
  setDrift(cluster: string, healedAfter: number | null): void {
    const title = "Deployment traefik/traefik";
    const entry: DriftEntry = {
      ...{ cluster, tenant: null, title, owner: "Kustomization flux-system/infra-controllers" },
      ...{ fields: ["replicas"], since: Date.now() - 2000, healedAfter },
    };
    this.#document.set(`drift/${cluster}/${title}`, entry);
  }

  /** Something happened, and a command that the page started is under way. */
  setWords(): void {
    const line: LogEntry = {
      time: Date.now(),
      cluster: "cluster-1",
      mood: "bad",
      text: "It broke",
    };
    this.#document.set("log/1", line);
    const action: ActionEntry = {
      ...{ id: 1, command: "./lab release 6.9.3-lab.1", state: "running" },
      lines: ["ok  core-app: fetched (0.9 s)"],
    };
    this.#document.set("action", action);
  }

  #repository(name: string, tenant: string | null): void {
    const url = `${giteaUrl}/platform/${name}`;
    const at = new Date(Date.now() - 60_000).toISOString();
    const commit = (id: string, title: string): CommitEntry => ({
      ...{ id, title, author: "Ada <script>", at, url: `${url}/commit/${id}` },
    });
    const commits = [
      commit(
        head,
        "Release podinfo 6.9.3-lab.1 everywhere, <b>with a long title</b> that has to end",
      ),
      commit(head.replace("2", "a"), "Seed"),
    ];
    const pulls = [{ title: "Greet politely", url: `${url}/pulls/1` }];
    const entry: RepositoryEntry = { name, url, tenant, commits, pulls };
    this.#document.set(`repository/${name}`, entry);
  }

  #lane(cluster: string, tenant: string | null): void {
    const own = { tenant };
    this.setObject(cluster, { ...own, kind: "GitRepository", name: tenant ?? "flux-system" });
    const names =
      tenant === null ? ["flux-system", "infra-controllers", "infra-configs", "apps"] : [tenant];
    names.forEach((name, order) => {
      this.setObject(cluster, { ...own, kind: "Kustomization", name, order });
    });
    this.setObject(cluster, { ...own, kind: "HelmRelease", namespace: tenant ?? "podinfo" });
    this.setPodinfo(cluster, tenant, "6.9.2");
  }
}
