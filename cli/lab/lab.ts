import { execa } from "execa";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  childEnvironment,
  labPlaces,
  type Environment,
  type LabPlaces,
  type ToolchainPaths,
} from "./lab-environment.ts";
import { readSettingValues } from "./lab-settings.ts";
import { LabError } from "../terminal/lab-error.ts";
import { locateToolchain, type Toolchain, ToolchainError } from "../../toolchain/index.ts";
import { withoutNewSalt } from "../stack/stack-file.ts";

/** A lab that a verb works on. */
export interface Lab {
  readonly places: LabPlaces;
  /** Undefined where there is none: then the tools are those on PATH. */
  readonly toolchain: Toolchain | undefined;
  /** The whole environment of its tools. */
  readonly env: Environment;
}

/**
 * The lab of the user's environment: with the toolchain, or, on a lab that plain `pulumi up` made,
 * with the tools on PATH.
 *
 * @throws ToolchainError when there are neither
 */
export function openLab(): Lab {
  try {
    return labWith(locateToolchain());
  } catch (error) {
    if (error instanceof ToolchainError && isOnPath("pulumi")) {
      return labWith(undefined);
    }
    throw error;
  }
}

function isOnPath(tool: string): boolean {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return directories.some((directory) => existsSync(join(directory, tool)));
}

/** The lab that uses this toolchain. */
export function labWith<Tools extends Toolchain | undefined>(
  toolchain: Tools,
): Lab & { readonly toolchain: Tools } {
  const places = labPlaces();
  // Pulumi would say so with the parser's words only, and later.
  readSettingValues(places);
  return {
    places,
    toolchain,
    env: childEnvironment(places, toolchainPaths(toolchain)),
  };
}

/** What of a toolchain is part of the environment. */
export function toolchainPaths(toolchain: Toolchain | undefined): ToolchainPaths | undefined {
  if (toolchain === undefined) {
    return undefined;
  }
  const { bin, registriesOnly, images, partsFile } = toolchain;
  return { bin, registriesOnly, k3dTools: images.k3dTools, parts: partsFile };
}

/** What a captured tool said. */
export interface Captured {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool silently; throws with what it said unless `allowFailure`. */
export async function capture(
  lab: Lab,
  tool: string,
  args: readonly string[],
  options: { cwd?: string; input?: string; allowFailure?: boolean; limit?: number } = {},
): Promise<Captured> {
  const limit = options.limit ?? 120_000;
  const result = await leavingStackFile(lab, tool, async () =>
    execa(toolPath(lab, tool), args, {
      cwd: options.cwd ?? lab.places.project,
      env: lab.env,
      extendEnv: false,
      reject: false,
      timeout: limit,
      ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    }),
  );
  const { stdout, stderr } = result;
  const exitCode = result.exitCode ?? 1;
  if (result.failed && options.allowFailure !== true) {
    const why = result.timedOut
      ? `did not end within ${limit / 1000} s`
      : `failed (exit ${exitCode})`;
    throw new LabError(
      `${tool} ${args[0] ?? ""} ${why}\n${(stderr || stdout || (result.shortMessage ?? "")).trim()}`,
    );
  }
  return { exitCode, stdout, stderr };
}

/**
 * Runs a tool with this terminal; answers its exit code, 128 + signal when it was killed. With
 * `shows`, only the lines of its standard output that this is true of are passed on.
 */
export async function passThrough(
  lab: Lab,
  tool: string,
  args: readonly string[],
  cwd: string,
  shows?: (line: string) => boolean,
): Promise<number> {
  // A terminal sends Ctrl-C to the tool as well: what happens next is the tool's decision.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  const child = execa(toolPath(lab, tool), args, {
    cwd,
    env: lab.env,
    extendEnv: false,
    reject: false,
    stdin: "inherit",
    stdout: shows === undefined ? "inherit" : [linesThat(shows), "inherit"],
    stderr: "inherit",
  });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on("SIGTERM", forward);
  try {
    const result = await leavingStackFile(lab, tool, async () => child);
    if (result.exitCode === undefined && result.signal === undefined) {
      throw new LabError(`cannot run ${tool}: ${result.shortMessage}`, {
        remedy: "./lab toolchain",
      });
    }
    return result.exitCode ?? 128 + (signalNumbers[result.signal ?? ""] ?? 0);
  } finally {
    process.off("SIGINT", ignore);
    process.off("SIGTERM", forward);
  }
}

/** Pulumi writes the salt of its passphrase into the stack's file, which is in Git. */
async function leavingStackFile<Result>(
  lab: Lab,
  tool: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const { project, stack } = lab.places;
  return tool === "pulumi" ? withoutNewSalt(join(project, `Pulumi.${stack}.yaml`), run) : run();
}

function linesThat(shows: (line: string) => boolean) {
  return function* (line: unknown): Generator<string> {
    const text = String(line);
    if (shows(text)) {
      yield text;
    }
  };
}

const signalNumbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const pinned = new Set(["pulumi", "kubectl", "flux", "k3d", "sops"]);

function toolPath(lab: Lab, tool: string): string {
  return pinned.has(tool) && lab.toolchain !== undefined ? join(lab.toolchain.bin, tool) : tool;
}
