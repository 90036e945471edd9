import type { Extra } from "../../components/settings/schema.ts";
import type { StackOutputs } from "../stack/stack-outputs.ts";

/** A row for each extra that the lab has: its name, and what shows that it is there. */
export function whatToLookAt(
  outputs: Pick<StackOutputs, "clusters" | "extras" | "tenants">,
): [string, string][] {
  const [cluster = "NAME"] = Object.keys(outputs.clusters);
  const [tenant] = Object.keys(outputs.tenants);
  const namespace = tenant ?? "podinfo-jobs";
  const rows: Record<Extra, string> = {
    secrets: `encrypt secrets/${cluster}/podinfo.yaml with ./lab sops, push, and read it on podinfo's page`,
    jobs: `./lab kubectl --cluster ${cluster} --namespace ${namespace} logs job/after`,
    policies: `./lab kubectl --cluster ${cluster} run latest --image nginx:latest --dry-run=server`,
  };
  return outputs.extras.map((extra) => [`extra ${extra}`, rows[extra]]);
}
