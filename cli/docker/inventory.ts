import { execa } from "execa";
import type { Environment } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";

/** A thing in Docker. */
export interface DockerItem {
  readonly kind: "container" | "volume" | "network";
  /** Empty for volumes, which have only a name. */
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** For containers: created, running, exited, ...; otherwise empty. */
  readonly state: string;
}

/** How to tell what is the lab's. */
export interface LabNames {
  readonly namePrefix: string;
  /** Every cluster name that the settings, the state or the state directory know. */
  readonly clusters: readonly string[];
}

/** Everything in Docker that belongs to the lab. */
export async function labInventory(env: Environment, names: LabNames): Promise<DockerItem[]> {
  return (await dockerInventory(env)).filter((item) => belongsToLab(item, names));
}

/** Everything in Docker. */
export async function dockerInventory(env: Environment): Promise<DockerItem[]> {
  const all = await Promise.all([
    list(env, "container", ["ps", "--all", "--no-trunc"]),
    list(env, "volume", ["volume", "ls"]),
    list(env, "network", ["network", "ls", "--no-trunc"]),
  ]);
  return all.flat();
}

/**
 * By the lab's label; k3d labels what it makes itself (its image volume) with the cluster only, so
 * that counts for known clusters. Never by the beginning of a name: `fluxlab-2` is another lab.
 */
export function belongsToLab(item: DockerItem, names: LabNames): boolean {
  const label = item.labels["fluxlab.lab"];
  if (label !== undefined) {
    return label === names.namePrefix;
  }
  const cluster = item.labels["k3d.cluster"];
  const own = names.clusters.map((name) => `${names.namePrefix}-${name}`);
  return cluster !== undefined
    ? own.includes(cluster)
    : own.some((name) => item.name === `k3d-${name}-images`);
}

/** Removes the items, containers first; answers the ones that are still there, with the reason. */
export async function removeItems(
  env: Environment,
  items: readonly DockerItem[],
): Promise<{ item: DockerItem; reason: string }[]> {
  const left: { item: DockerItem; reason: string }[] = [];
  for (const kind of ["container", "volume", "network"] as const) {
    const args = kind === "container" ? ["rm", "--force", "--volumes"] : [kind, "rm"];
    await Promise.all(
      items
        .filter((item) => item.kind === kind)
        .map(async (item) => {
          const { failed, stderr } = await runDocker(env, [...args, item.name], 60_000);
          if (failed && !/no such|not found/i.test(stderr)) {
            left.push({ item, reason: stderr.trim() });
          }
        }),
    );
  }
  return left;
}

/** One line as `docker ... --format '{{json .}}'` prints it. */
export function parseItem(kind: DockerItem["kind"], line: string): DockerItem {
  const raw = JSON.parse(line) as Record<string, string | undefined>;
  const labels = (raw["Labels"] ?? "").split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)] as const];
  });
  return {
    kind,
    id: raw["ID"] ?? "",
    name: raw["Names"] ?? raw["Name"] ?? "",
    labels: Object.fromEntries(labels),
    state: raw["State"] ?? "",
  };
}

async function list(
  env: Environment,
  kind: DockerItem["kind"],
  args: string[],
): Promise<DockerItem[]> {
  const { failed, stdout, stderr } = await runDocker(
    env,
    [...args, "--format", "{{json .}}"],
    30_000,
  );
  if (failed) {
    throw new LabError(`cannot list the ${kind}s in Docker: ${stderr.trim()}`, {
      remedy: "./lab doctor",
    });
  }
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseItem(kind, line));
}

/** Runs docker; answers also when it failed. */
export async function runDocker(env: Environment, args: readonly string[], timeout: number) {
  const result = await execa("docker", args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout,
  });
  const { failed, stdout, shortMessage = "docker cannot be run" } = result;
  return { failed, stdout, stderr: result.stderr || (failed ? shortMessage : "") };
}
