import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (name: string) => readFileSync(join(import.meta.dirname, `${name}.sh`), "utf8");

/**
 * Functions `create`, which creates or starts a cluster and prints its kubeconfig, and `delete`, which
 * is content when it is gone already. Both can be run again.
 */
export const clusterScript = [
  read("kubeconfigs"),
  `create() {\n${read("create")}}\n`,
  `delete() {\n${read("delete")}}\n`,
].join("\n");

/**
 * The slot that the create script printed: how far the cluster's ports lie from the first ones.
 *
 * @throws when the text does not begin with the script's slot line
 */
export function slotOf(printed: string): number {
  const match = /^# slot: (\d+)$/m.exec(printed);
  if (!match) {
    throw new Error("the script that creates a cluster printed no slot");
  }
  return Number(match[1]);
}
