import { execa } from "execa";
import { setTimeout as sleep } from "node:timers/promises";
import { runDocker } from "../docker/inventory.ts";
import type { Environment } from "../lab/lab-environment.ts";

/** Milliseconds for one command of docker's. */
const limit = 60_000;

/** Gives containers their names back, and lets those go on that were paused. */
export async function restoreContainers(
  env: Environment,
  renamed: readonly { from: string; to: string }[],
  paused: readonly string[],
): Promise<string[]> {
  await Promise.all(renamed.map(({ from, to }) => runDocker(env, ["rename", from, to], limit)));
  await Promise.all(paused.map((name) => runDocker(env, ["unpause", name], limit)));
  return [
    ...renamed.map(({ from, to }) => `renamed ${from} to ${to}`),
    ...paused.map((name) => `let ${name} go on, which was paused`),
  ];
}

/** A container that does not start. */
export interface StartFailure {
  readonly name: string;
  /** What Docker says. */
  readonly reason: string;
  /** A port of this machine that something else has, when that is why. */
  readonly busyPort: number | undefined;
}

/** Starts containers; answers those that do not start. */
export async function startContainers(
  env: Environment,
  names: readonly string[],
): Promise<StartFailure[]> {
  const failures = names.map(async (name) => {
    const { failed, stderr } = await runDocker(env, ["start", name], limit);
    return failed ? [{ name, reason: stderr.trim(), busyPort: busyPortIn(stderr) }] : [];
  });
  return (await Promise.all(failures)).flat();
}

/** The port that Docker complains about: it says so in one of two ways, by who has it. */
export function busyPortIn(message: string): number | undefined {
  const match =
    /Bind for [\d.]+:(\d+) failed: port is already allocated/.exec(message) ??
    /listen tcp4? [\d.]+:(\d+): bind: address already in use/.exec(message) ??
    /failed to bind host port [^\n]*?:(\d+)\/tcp: address already in use/.exec(message);
  return match === null ? undefined : Number(match[1]);
}

/** Who listens on a port: `nginx (process 12)`, or a container. */
export async function portHolder(env: Environment, port: number): Promise<string> {
  const published = ["ps", "--filter", `publish=${port}`, "--format", "{{.Names}}"];
  const { stdout: container } = await runDocker(env, published, limit);
  if (container !== "") {
    return `container ${container.split("\n")[0] ?? ""}`;
  }
  const { stdout } = await execa("ss", ["-Hltnp", `sport = :${port}`], {
    reject: false,
    timeout: limit,
  });
  const match = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout);
  return match === null
    ? "another program (ss -ltnp, as root, says which)"
    : `${match[1] ?? ""} (process ${match[2] ?? ""})`;
}

/** Waits until Docker calls a container healthy; false at the limit, or when it does not run. */
export async function isHealthy(
  env: Environment,
  name: string,
  patience: number,
): Promise<boolean> {
  const end = Date.now() + patience;
  const format = "{{.State.Running}} {{.State.Health.Status}}";
  for (;;) {
    const { stdout, failed } = await runDocker(env, ["inspect", "--format", format, name], limit);
    if (stdout === "true healthy") {
      return true;
    }
    if (failed || !stdout.startsWith("true") || Date.now() > end) {
      return false;
    }
    await sleep(300);
  }
}
