import { CustomObjectsApi } from "@kubernetes/client-node";
import { execa } from "execa";
import { loadKubeConfig } from "../flux/kube-config.ts";
import type { Lab } from "../lab/lab.ts";
import type { StackOutputs } from "../stack/stack-outputs.ts";
import {
  parseFailedDeliveries,
  pushStatus,
  type FailedDelivery,
  type PushStatus,
  type RawReceiver,
  type RawSource,
  type RawWebhook,
} from "./push-status.ts";
import type { LabStatus } from "./status.ts";

/** Milliseconds for one request. */
const limit = 5000;

/** The same status with how pushes reach each cluster; without where Gitea or the cluster is silent. */
export async function withPushStatus(
  lab: Pick<Lab, "places" | "env">,
  outputs: StackOutputs,
  status: LabStatus,
  only: readonly string[] = [],
): Promise<LabStatus> {
  const webhooks = await readWebhooks(outputs).catch(() => "silent" as const);
  if (webhooks === "silent") {
    return status;
  }
  const failures = await failedDeliveries(lab, outputs.namePrefix);
  const isMeant = ({ receiver }: PushStatus): boolean =>
    only.length === 0 || only.some((tenant) => receiver.startsWith(`${tenant}/`));
  const clusters = await Promise.all(
    status.clusters.map(async (cluster) => {
      const read = readPushStatus(lab, cluster.name, webhooks, failures);
      const push = cluster.error === null ? await read.catch(() => []) : [];
      return { ...cluster, push: push.filter(isMeant) };
    }),
  );
  return { ...status, clusters };
}

/** The webhooks of all repositories, undefined when they may not be read; throws when Gitea is silent. */
async function readWebhooks(outputs: StackOutputs): Promise<RawWebhook[] | undefined> {
  const { giteaUrl, giteaAdministrator: administrator } = outputs;
  if (administrator === undefined) {
    throw new Error("the stack exports no administrator");
  }
  const tenants = Object.values(outputs.tenants).map(({ repository }) => repository);
  const urls = [...Object.values(outputs.repositories), ...tenants].map(({ url }) => url);
  const lists = await Promise.all(
    [...new Set(urls)].map(async (url) => {
      const path = new URL(url).pathname.replace(/\.git$/, "");
      const pair = `${administrator.username}:${administrator.password}`;
      const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
      const response = await fetch(`${giteaUrl}/api/v1/repos${path}/hooks?limit=50`, {
        headers: { authorization },
        signal: AbortSignal.timeout(limit),
      });
      if (response.status === 401 || response.status === 403) {
        return undefined;
      }
      return response.ok ? ((await response.json()) as RawWebhook[]) : [];
    }),
  );
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** How pushes reach a cluster, one entry per Receiver. */
async function readPushStatus(
  lab: Pick<Lab, "places">,
  cluster: string,
  webhooks: readonly RawWebhook[] | undefined,
  failures: readonly FailedDelivery[],
): Promise<PushStatus[]> {
  const api = loadKubeConfig(lab.places, cluster).makeApiClient(CustomObjectsApi);
  const list = async <Item>(group: string, resourcePlural: string): Promise<Item[]> => {
    const answer = (await api.listCustomObjectForAllNamespaces({
      group: `${group}.toolkit.fluxcd.io`,
      version: "v1",
      resourcePlural,
    })) as { items: Item[] };
    return answer.items;
  };
  const [receivers, sources] = await Promise.all([
    list<RawReceiver>("notification", "receivers"),
    list<RawSource>("source", "gitrepositories"),
  ]);
  return receivers.map((receiver) => pushStatus(receiver, sources, webhooks, failures));
}

/** What Gitea's log says about deliveries that failed; its API keeps no list of them. */
async function failedDeliveries(
  lab: Pick<Lab, "env">,
  namePrefix: string,
): Promise<FailedDelivery[]> {
  const log = ["logs", "--timestamps", "--tail", "500", `${namePrefix}-gitea`];
  const { all } = await execa("docker", log, {
    env: lab.env,
    extendEnv: false,
    all: true,
    reject: false,
    timeout: limit,
  });
  return parseFailedDeliveries(all);
}
