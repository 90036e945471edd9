import type { InputSpec } from "@fluxlab/provider-server";
import { type Label, labelsSpec } from "../labels.ts";

export interface Port {
  internal: number;
  external?: number;
  ip?: string;
  protocol?: string;
}

export interface Mount {
  type: string;
  target: string;
  source?: string;
  readOnly?: boolean;
  bindOptions?: { propagation?: string };
  tmpfsOptions?: { mode?: number; sizeBytes?: number };
  volumeOptions?: { noCopy?: boolean };
}

export interface VolumeMount {
  containerPath?: string;
  fromContainer?: string;
  hostPath?: string;
  readOnly?: boolean;
  volumeName?: string;
}

export interface NetworkAttachment {
  name: string;
  aliases?: string[];
  ipv4Address?: string;
}

export interface Healthcheck {
  tests?: string[];
  interval?: string;
  timeout?: string;
  startPeriod?: string;
  retries?: number;
}

/** The inputs of a container, as {@link containerInputs} checks them. */
export interface ContainerInputs {
  name: string;
  image: string;
  command?: string[];
  cpuShares?: number;
  destroyGraceSeconds?: number;
  entrypoints?: string[];
  envs?: string[];
  healthcheck?: Healthcheck;
  hostname?: string;
  hosts?: { host: string; ip: string }[];
  init?: boolean;
  labels?: Label[];
  maxRetryCount?: number;
  memory?: number;
  memoryReservation?: number;
  mounts?: Mount[];
  mustRun?: boolean;
  networkMode?: string;
  networksAdvanced?: NetworkAttachment[];
  ports?: Port[];
  privileged?: boolean;
  readOnly?: boolean;
  removeVolumes?: boolean;
  restart?: string;
  rm?: boolean;
  start?: boolean;
  stopSignal?: string;
  stopTimeout?: number;
  tmpfs?: Record<string, string>;
  user?: string;
  volumes?: VolumeMount[];
  wait?: boolean;
  waitTimeout?: number;
  workingDir?: string;
}

const text: InputSpec = { type: "string" };
const number: InputSpec = { type: "number" };
const flag: InputSpec = { type: "boolean" };
const texts: InputSpec = { type: "array", items: text };

function list(fields: Record<string, InputSpec>): InputSpec {
  return { type: "array", items: { type: "object", fields }, replaces: true };
}

function required(spec: InputSpec): InputSpec {
  return { ...spec, required: true };
}

function replacing(spec: InputSpec): InputSpec {
  return { ...spec, replaces: true };
}

/**
 * The official inputs that this plugin implements. Which ones replace follows the official schema,
 * but for what Docker cannot change, or cannot take back, on an existing container: `healthcheck`,
 * `memory`, `memoryReservation` and `cpuShares`.
 */
export const containerInputs: Record<string, InputSpec> = {
  name: { type: "string", autoname: true, replaces: true },
  image: { type: "string", required: true, replaces: true },
  command: replacing(texts),
  cpuShares: replacing(number),
  destroyGraceSeconds: number,
  entrypoints: replacing(texts),
  envs: replacing(texts),
  healthcheck: {
    type: "object",
    replaces: true,
    fields: { tests: texts, interval: text, timeout: text, startPeriod: text, retries: number },
  },
  hostname: replacing(text),
  hosts: list({ host: required(text), ip: required(text) }),
  init: replacing(flag),
  labels: labelsSpec,
  maxRetryCount: number,
  memory: replacing(number),
  memoryReservation: replacing(number),
  mounts: list({
    type: required(text),
    target: required(text),
    source: text,
    readOnly: flag,
    bindOptions: { type: "object", fields: { propagation: text } },
    tmpfsOptions: { type: "object", fields: { mode: number, sizeBytes: number } },
    volumeOptions: { type: "object", fields: { noCopy: flag } },
  }),
  mustRun: flag,
  networkMode: replacing(text),
  networksAdvanced: list({ name: required(text), aliases: texts, ipv4Address: text }),
  ports: list({ internal: required(number), external: number, ip: text, protocol: text }),
  privileged: replacing(flag),
  readOnly: replacing(flag),
  removeVolumes: flag,
  restart: text,
  rm: replacing(flag),
  start: flag,
  stopSignal: replacing(text),
  stopTimeout: replacing(number),
  tmpfs: { type: "object", items: text, replaces: true },
  user: replacing(text),
  volumes: list({
    containerPath: text,
    fromContainer: text,
    hostPath: text,
    readOnly: flag,
    volumeName: text,
  }),
  wait: flag,
  waitTimeout: number,
  workingDir: replacing(text),
};
