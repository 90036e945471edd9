import { BatchV1Api, CoreV1Api } from "@kubernetes/client-node";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { loadKubeConfig } from "./kube-config.ts";

/** The jobs of a namespace that failed, each with why and the last lines of its log. */
export async function failedJobs(
  places: LabPlaces,
  cluster: string,
  namespace: string,
  lines = 5,
): Promise<string[]> {
  const config = loadKubeConfig(places, cluster);
  const core = config.makeApiClient(CoreV1Api);
  const { items } = await config.makeApiClient(BatchV1Api).listNamespacedJob({ namespace });
  const failed = items.flatMap(({ metadata, status }) => {
    const why = status?.conditions?.find((one) => one.type === "Failed" && one.status === "True");
    return why === undefined ? [] : [{ name: metadata?.name ?? "", why: why.message ?? "" }];
  });
  const described = await Promise.all(
    failed.map(async ({ name, why }) => {
      const labelSelector = `batch.kubernetes.io/job-name=${name}`;
      const pods = await core.listNamespacedPod({ namespace, labelSelector });
      const logs = await Promise.all(
        pods.items.map(({ metadata }) =>
          core
            .readNamespacedPodLog({ namespace, name: metadata?.name ?? "", tailLines: lines })
            .catch(() => ""),
        ),
      );
      const last = logs.flatMap((log) => log.split("\n")).filter((line) => line !== "");
      return [
        `job ${namespace}/${name} failed: ${why}; it said last:`,
        ...last.slice(-lines).map((line) => `  ${line}`),
      ];
    }),
  );
  return described.flat();
}
