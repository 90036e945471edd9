import { type Properties, UNKNOWN } from "@fluxlab/provider-server";
import { nanoseconds } from "./go-duration.ts";
import type { ContainerInputs, Healthcheck } from "./inputs.ts";

const RESTART = ["no", "always", "on-failure", "unless-stopped"];
const MOUNT_TYPES = ["bind", "volume", "tmpfs"];
/** Modes that give way to `networksAdvanced`, as they do in the official plugin. */
const YIELDING_MODES = ["bridge", "default"];

function isKnown(value: unknown): boolean {
  return value !== undefined && value !== UNKNOWN;
}

function durationProblems(healthcheck: Healthcheck): string[] {
  const { interval, timeout, startPeriod } = healthcheck;
  return Object.entries({ interval, timeout, startPeriod })
    .filter(([, value]) => isKnown(value) && nanoseconds(value ?? "") === undefined)
    .map(
      ([name, value]) => `healthcheck.${name} is "${value ?? ""}"; it must be like 500ms or 1m30s`,
    );
}

function networkProblems({ networkMode, networksAdvanced = [] }: ContainerInputs): string[] {
  if (!isKnown(networkMode) || !Array.isArray(networksAdvanced) || networksAdvanced.length === 0) {
    return [];
  }
  const names = networksAdvanced.map(({ name }) => name);
  const allowed = [...YIELDING_MODES, ...names];
  return allowed.includes(networkMode ?? "") || names.includes(UNKNOWN)
    ? []
    : [
        `networkMode "${networkMode ?? ""}" contradicts networksAdvanced; allowed: ${allowed.join(", ")}`,
      ];
}

/** What is wrong with a container's inputs beyond names and types. */
export function containerProblems(properties: Properties): string[] {
  const inputs = properties as unknown as ContainerInputs;
  const { restart, mounts, healthcheck, ports, envs } = inputs;
  const problems = networkProblems(inputs);
  if (isKnown(restart) && !RESTART.includes(restart ?? "")) {
    problems.push(`restart is "${restart ?? ""}"; allowed: ${RESTART.join(", ")}`);
  }
  if (typeof healthcheck === "object") {
    problems.push(...durationProblems(healthcheck));
  }
  for (const { type } of Array.isArray(mounts) ? mounts : []) {
    if (isKnown(type) && !MOUNT_TYPES.includes(type)) {
      problems.push(`mount type is "${type}"; allowed: ${MOUNT_TYPES.join(", ")}`);
    }
  }
  for (const port of (Array.isArray(ports) ? ports : []).flatMap((one) => [
    one.internal,
    one.external ?? one.internal,
  ])) {
    if (isKnown(port) && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
      problems.push(`port ${String(port)} is no port; allowed: 1 to 65535`);
    }
  }
  for (const [index, variable] of (Array.isArray(envs) ? envs : []).entries()) {
    if (isKnown(variable) && !variable.includes("=")) {
      problems.push(`envs[${String(index)}] must be of the form NAME=value`);
    }
  }
  return problems;
}
