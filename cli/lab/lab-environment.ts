import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { cacheDirectory } from "../../components/parts/cache.ts";
import { readSettingValues } from "./lab-settings.ts";
import { noProxyVariables } from "./no-proxy.ts";
import { backendVariables, pulumiBackend, type PulumiBackend } from "./pulumi-backend.ts";

/** Variables by name. */
export type Environment = Record<string, string | undefined>;

/** Where one lab keeps its things. All paths are absolute. */
export interface LabPlaces {
  /** The checkout. */
  readonly project: string;
  /** FLUXLAB_STATE, default `.lab` in the checkout. */
  readonly state: string;
  /** FLUXLAB_CACHE, default `fluxlab` in the user's cache directory. */
  readonly cache: string;
  /** FLUXLAB_STACK, default `local`. */
  readonly stack: string;
  /** Where Pulumi keeps the stack. */
  readonly backend: PulumiBackend;
}

/** What the toolchain adds to the environment. */
export interface ToolchainPaths {
  /** Directory of the pinned tools. */
  readonly bin: string;
  /** Only package registries are reachable: tools must not try to download anything. */
  readonly registriesOnly: boolean;
  /** k3d's helper image. */
  readonly k3dTools: string | undefined;
  /** What the program makes a lab of: a parts.json. */
  readonly parts: string;
}

const projectDirectory = join(import.meta.dirname, "..", "..");

/** The places named by the user's environment. */
export function labPlaces(env: Environment = process.env): LabPlaces {
  const state = resolve(nonEmpty(env["FLUXLAB_STATE"]) ?? join(projectDirectory, ".lab"));
  return {
    project: projectDirectory,
    state,
    backend: pulumiBackend(state, env),
    cache: cacheDirectory(env),
    stack: nonEmpty(env["FLUXLAB_STACK"]) ?? "local",
  };
}

/** Settings of the user that would change what the pinned tools do. */
const foreign =
  /^(PULUMI_|GIT_|K3D_|K3S_|KUBE|FLUX_|HELM_|SOPS_|TS_NODE_|COMMAND_MODE$|DOCKER_(CONFIG|CONTEXT|DEFAULT_PLATFORM)$|NODE_(OPTIONS|PATH|ENV)$|SSH_ASKPASS$)/;

/** A copy of `env` without the variables that must not reach the lab's tools. */
export function scrub(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** Foreign variables that `lab env` has to unset in the user's own shell; git is left alone. */
export function variablesToUnset(env: Environment, set: Environment): string[] {
  return Object.keys(env)
    .filter((name) => foreign.test(name) && /^(PULUMI|K3D|KUBE|DOCKER)/.test(name))
    .filter((name) => set[name] === undefined)
    .sort();
}

/**
 * The variables that make tools work on this lab: what `lab env` prints. Without a toolchain the
 * tools are the user's own.
 */
export function labVariables(
  places: LabPlaces,
  toolchain: ToolchainPaths | undefined,
  env: Environment = process.env,
): Environment {
  const path = [
    ...(toolchain === undefined ? [] : [toolchain.bin]),
    ...nodeDirectory(env),
    ...(nonEmpty(env["PATH"])?.split(delimiter) ?? []),
  ];
  return {
    PATH: [...new Set(path)].join(delimiter),
    ...backendVariables(places.backend, places.state, env),
    PULUMI_STACK: places.stack,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Who takes over an object that the state has lost gets no further otherwise: the Kubernetes plugin
    // calls itself something else each time, and a conflict with itself is one too.
    PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
    // A copy of the whole state at every step of an update, for a lab that can be made again.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION:
      toolchain?.registriesOnly === true ? "true" : undefined,
    K3D_IMAGE_TOOLS: toolchain?.k3dTools,
    FLUXLAB_PARTS: toolchain?.parts,
    KUBECONFIG: join(places.state, "kubeconfig"),
    // What kubectl and flux learn about an API server would go to ~/.kube/cache.
    KUBECACHEDIR: join(places.state, "kube-cache"),
    // kubectl's preferences would come from ~/.kube/kuberc.
    KUBERC: "off",
    DOCKER_CONFIG: join(places.state, "docker-config"),
    DOCKER_HOST: nonEmpty(env["DOCKER_HOST"]),
    ...noProxyVariables(env, () => subnetOf(places)),
    // Where the substitutes of plugins find the checkout.
    FLUXLAB_PROJECT: places.project,
    FLUXLAB_STATE: places.state,
    FLUXLAB_CACHE: places.cache,
    FLUXLAB_STACK: places.stack,
  };
}

/** The whole environment of a child process: the user's, scrubbed, under the lab's own. */
export function childEnvironment(
  places: LabPlaces,
  toolchain: ToolchainPaths | undefined,
  env: Environment = process.env,
): Environment {
  return {
    ...scrub(env),
    ...labVariables(places, toolchain, env),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    // Pulumi and its plugins live for seconds and spend a tenth of them on collecting garbage.
    GOGC: env["GOGC"] ?? "400",
    // How the program's remedies are typed by somebody who may have no pulumi on PATH.
    FLUXLAB_PULUMI: "./lab pulumi",
    // Tells a later command whose child a process is that outlived a killed `lab`.
    FLUXLAB_OWNER: String(process.pid),
  };
}

function subnetOf(places: LabPlaces): string | undefined {
  const { networkSubnet } = readSettingValues(places);
  return typeof networkSubnet === "string" ? networkSubnet : undefined;
}

/** Node's directory, when PATH would not find the Node that runs this. */
function nodeDirectory(env: Environment): string[] {
  const found = nonEmpty(env["PATH"])
    ?.split(delimiter)
    .find((directory) => directory !== "" && existsSync(join(directory, "node")));
  const own = dirname(process.execPath);
  return found === own ? [] : [own];
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
