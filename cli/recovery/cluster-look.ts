import { setTimeout as sleep } from "node:timers/promises";
import { capture, type Lab } from "../lab/lab.ts";
import {
  commandType,
  scriptEnvironment,
  textOutput,
  type StateExport,
  type StateResource,
} from "./deployed-state.ts";

/** What a look into a cluster found that no refresh of Pulumi's sees. */
export interface ClusterProblem {
  readonly urn: string;
  /** Whether it goes with all that depends on it, or is only run again. */
  readonly mend: "destroy" | "replace";
  readonly description: string;
}

/** Milliseconds for an API server that has just been started, and for something that goes away. */
const patience = { answer: 90_000, removal: 20_000 };

/** Looks into the clusters that run: whether each answers, has Flux's kinds and is not half gone. */
export async function lookIntoClusters(
  lab: Lab,
  state: StateExport,
  gone: readonly string[],
): Promise<ClusterProblem[]> {
  const commands = (state.deployment.resources ?? []).filter(({ type }) => type === commandType);
  const clusters = commands.filter(
    (resource) => "K3D_CLUSTER" in scriptEnvironment(resource) && !gone.includes(resource.urn),
  );
  const problems = clusters.map(async (resource) => {
    const cluster = String(scriptEnvironment(resource)["CLUSTER"]);
    const kinds = commands.find((other) => {
      const environment = scriptEnvironment(other);
      return environment["CLUSTER"] === cluster && !("K3D_CLUSTER" in environment);
    });
    return look(lab, cluster, resource, kinds);
  });
  return (await Promise.all(problems)).flat();
}

async function look(
  lab: Lab,
  cluster: string,
  lifetime: StateResource,
  kinds: StateResource | undefined,
): Promise<ClusterProblem[]> {
  const anew = (why: string): ClusterProblem[] => [
    { urn: lifetime.urn, mend: "destroy", description: `cluster ${cluster}: ${why}` },
  ];
  const end = { answer: Date.now() + patience.answer, removal: Date.now() + patience.removal };
  for (;;) {
    const lines = await listing(lab, cluster);
    if (lines === undefined && Date.now() > end.answer) {
      return anew("its API server does not answer");
    }
    const leaving = (lines ?? []).filter(isLeaving);
    if (leaving.length > 0 && Date.now() > end.removal) {
      return anew(`${leaving.map(nameOf).join(", ")} cannot go away, something holds it`);
    }
    if (lines === undefined || leaving.length > 0) {
      await sleep(1000);
      continue;
    }
    if (kinds === undefined || sameKinds(textOutput(kinds, "stdout") ?? "", lines)) {
      return [];
    }
    const description = `cluster ${cluster}: somebody changed Flux's kinds`;
    return [{ urn: kinds.urn, mend: "replace", description }];
  }
}

/** Whether the cluster has each kind as the command that applied them printed it. */
export function sameKinds(printed: string, lines: readonly string[]): boolean {
  const words = (line: string) => line.trim().split(/\s+/);
  const now = new Set(lines.map((line) => words(line).slice(0, 3).join(" ")));
  return printed
    .split("\n")
    .filter((line) => line.trim() !== "")
    .every((line) => now.has(words(line).join(" ")));
}

function isLeaving(line: string): boolean {
  return !line.trimEnd().endsWith("<none>");
}

function nameOf(line: string): string {
  return line.split(/\s+/)[0] ?? "";
}

/** Kinds and namespaces, one a line: name, UID, generation, when it was deleted or `<none>`. */
async function listing(lab: Lab, cluster: string): Promise<string[] | undefined> {
  const columns = [
    "NAME:.metadata.name",
    "UID:.metadata.uid",
    "GENERATION:.metadata.generation",
    "DELETED:.metadata.deletionTimestamp",
  ];
  const { exitCode, stdout } = await capture(
    lab,
    "kubectl",
    [
      ...["--kubeconfig", `${lab.places.state}/kubeconfigs/${cluster}`, "--request-timeout", "10s"],
      ...["get", "namespaces,customresourcedefinitions", "--no-headers"],
      ...["--output", `custom-columns=${columns.join(",")}`],
    ],
    { allowFailure: true },
  );
  return exitCode === 0 ? stdout.split("\n").filter((line) => line.trim() !== "") : undefined;
}
