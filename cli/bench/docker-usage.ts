import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What containers use together. */
export interface Usage {
  readonly memoryMiB: number;
  /** Processor time since their start, in seconds. */
  readonly cpuSeconds: number;
}

/** What a lab uses. */
export interface LabUsage {
  readonly all: Usage;
  /** The clusters' nodes alone. */
  readonly nodes: Usage;
}

interface Stats {
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number };
  };
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
}

/** Use of the running containers whose names contain `part`, without pages that can be dropped. */
export async function dockerUsage(part: string): Promise<LabUsage> {
  const filters = encodeURIComponent(JSON.stringify({ name: [part] }));
  const containers = (await engine(`/containers/json?filters=${filters}`)) as {
    Id: string;
    Names: string[];
  }[];
  const all = await Promise.all(
    containers.map(async ({ Id, Names }) => {
      const path = `/containers/${Id}/stats?stream=false&one-shot=true`;
      const { memory_stats: memory, cpu_stats: cpu } = (await engine(path)) as Stats;
      return {
        isNode: Names.some((name) => name.startsWith("/k3d-")),
        memoryMiB: used(memory) / 2 ** 20,
        cpuSeconds: (cpu?.cpu_usage?.total_usage ?? 0) / 1e9,
      };
    }),
  );
  return { all: together(all), nodes: together(all.filter(({ isNode }) => isNode)) };
}

/** The greatest memory of a lab and of its nodes while `work` runs, in MiB, looked at every second. */
export async function peakMemory(
  part: string,
  work: () => Promise<unknown>,
): Promise<{ all: number; nodes: number }> {
  const ended = new AbortController();
  const peak = { all: 0, nodes: 0 };
  const look = (async () => {
    while (!ended.signal.aborted) {
      const usage = await dockerUsage(part).catch(() => undefined);
      peak.all = Math.max(peak.all, usage?.all.memoryMiB ?? 0);
      peak.nodes = Math.max(peak.nodes, usage?.nodes.memoryMiB ?? 0);
      await sleep(1000);
    }
  })();
  try {
    await work();
  } finally {
    ended.abort();
    await look;
  }
  return peak;
}

function together(usages: readonly Usage[]): Usage {
  return {
    memoryMiB: sum(usages.map(({ memoryMiB }) => memoryMiB)),
    cpuSeconds: sum(usages.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function used(memory: Stats["memory_stats"]): number {
  const { inactive_file: second, total_inactive_file: first } = memory?.stats ?? {};
  return (memory?.usage ?? 0) - (first ?? second ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function engine(path: string): Promise<unknown> {
  const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const where = host.startsWith("unix://")
    ? { socketPath: host.slice("unix://".length) }
    : { host: new URL(host).hostname, port: new URL(host).port };
  return new Promise((resolve, reject) => {
    const call = request({ ...where, path, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        try {
          resolve(JSON.parse(body));
        } catch {
          reject(new Error(`Docker answered ${path} with ${body.slice(0, 200)}`));
        }
      });
    });
    call.on("timeout", () => call.destroy(new Error(`Docker does not answer ${path}`)));
    call.on("error", reject).end();
  });
}
