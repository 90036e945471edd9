import { setTimeout as sleep } from "node:timers/promises";
import type { DockerEngine } from "../docker-engine.ts";
import type { ContainerInputs } from "./inputs.ts";
import type { ContainerInspect } from "./inspect.ts";
import { lastLogLines } from "./logs.ts";
import { wantsRunning } from "./observed.ts";

/** Pause between two looks at a container, in milliseconds. */
const PAUSE_MS = 250;
/** How long a container may take to get healthy, in seconds, when the program does not say. */
const WAIT_SECONDS = 60;

/** What the Engine says of a container that exists. */
export async function inspect(engine: DockerEngine, id: string): Promise<ContainerInspect> {
  return engine.json<ContainerInspect>("GET", `/containers/${id}/json`);
}

async function failure(
  engine: DockerEngine,
  found: ContainerInspect,
  what: string,
): Promise<Error> {
  const name = found.Name.replace(/^\//, "");
  const health = found.State.Health?.Log?.at(-1);
  const evidence = [
    `container ${name} ${what}; status ${found.State.Status}`,
    ...(found.State.Error === "" ? [] : [`error: ${found.State.Error}`]),
    ...(health === undefined
      ? []
      : [`last health check exited with ${String(health.ExitCode)}: ${health.Output.trim()}`]),
    await lastLogLines(engine, found.Id, found.Config.Tty),
  ];
  return new Error(evidence.join("; "));
}

async function untilHealthy(
  engine: DockerEngine,
  id: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await inspect(engine, id);
    const { Health, Running, ExitCode } = found.State;
    if (Health?.Status === "healthy") {
      return;
    }
    if (!Running) {
      throw await failure(engine, found, `ended with ${String(ExitCode)} before it was healthy`);
    }
    if (Health === undefined || Health.Status === "none") {
      throw await failure(engine, found, "has no health check, so wait: true cannot end");
    }
    if (signal.aborted || Date.now() > deadline) {
      const why = signal.aborted ? "when the wait was cut short" : `within ${String(seconds)} s`;
      throw await failure(engine, found, `was not healthy (${Health.Status}) ${why}`);
    }
    await sleep(PAUSE_MS);
  }
}

/** Starts a container unless it runs or need not run. */
export async function start(
  engine: DockerEngine,
  id: string,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<void> {
  if (wantsRunning(inputs)) {
    // The Engine answers 304 when it runs already.
    await engine.json("POST", `/containers/${id}/start`, { signal });
  }
}

/**
 * Waits until a started container is what the inputs want.
 * @throws when it ended at once or is not healthy in time, with its last health check and log lines
 */
export async function settle(
  engine: DockerEngine,
  id: string,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<void> {
  if (!wantsRunning(inputs)) {
    return;
  }
  if (inputs.wait === true) {
    await untilHealthy(engine, id, inputs.waitTimeout ?? WAIT_SECONDS, signal);
    return;
  }
  const found = await inspect(engine, id);
  if (!found.State.Running) {
    throw await failure(engine, found, `ended with ${String(found.State.ExitCode)} at once`);
  }
}
