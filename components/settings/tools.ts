import { execFile } from "node:child_process";
import { delimiter } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A command that the components' scripts run. */
interface Tool {
  name: string;
  /** How it says its version. @default - any version will do */
  version?: { args: string[]; pattern: RegExp; oldest: [major: number, minor: number] };
  /** Where it comes from, for people. */
  remedy: string;
}

const tools: Tool[] = [
  { name: "bash", remedy: "install the package bash" },
  {
    name: "k3d",
    version: { args: ["version"], pattern: /^k3d version v(\d+)\.(\d+)/m, oldest: [5, 6] },
    remedy: "install k3d 5.8.3: https://k3d.io/stable/#installation, or ./lab toolchain",
  },
  {
    name: "kubectl",
    version: {
      args: ["version", "--client"],
      pattern: /Client Version: v(\d+)\.(\d+)/,
      oldest: [1, 28],
    },
    remedy: "install kubectl 1.34: https://kubernetes.io/docs/tasks/tools/, or ./lab toolchain",
  },
];

/**
 * Every tool that is missing on PATH, or too old, with what to do about it.
 *
 * @param directory looked at after PATH
 */
export async function toolProblems(directory: string | undefined): Promise<string[]> {
  const PATH = [process.env["PATH"] ?? "", ...(directory === undefined ? [] : [directory])];
  const env = { ...process.env, PATH: PATH.join(delimiter) };
  const found = await Promise.all(tools.map(async (tool) => problemOf(tool, env)));
  return found.flatMap((problem) => problem ?? []);
}

async function problemOf(tool: Tool, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { name, version, remedy } = tool;
  const args = version?.args ?? ["--version"];
  const said = await run(name, args, { env, timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    (error: unknown) => ((error as { code?: unknown }).code === "ENOENT" ? undefined : ""),
  );
  if (said === undefined) {
    return `${name} is not on PATH\n    to mend: ${remedy}`;
  }
  if (version === undefined) {
    return undefined;
  }
  const { pattern, oldest } = version;
  const [major, minor] = (pattern.exec(said) ?? []).slice(1).map(Number);
  const allowed = `allowed: ${oldest.join(".")} or later`;
  if (major === undefined || minor === undefined) {
    return `${name} does not say its version (${name} ${args.join(" ")})\n    ${allowed}\n    to mend: ${remedy}`;
  }
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
    ? undefined
    : `${name} is ${major}.${minor}, which is too old\n    ${allowed}\n    to mend: ${remedy}`;
}
