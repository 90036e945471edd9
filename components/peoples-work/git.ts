import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Bytes that Git may print: refs and changed paths, never content. */
const outputLimit = 256 * 1024 * 1024;

/** Runs Git in a bare repository, without anybody's configuration; what it printed. */
export async function gitIn(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", repository, ...args], {
    maxBuffer: outputLimit,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_/.test(name))),
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    },
  });
  return stdout;
}

/** A name of a Git repository and the object it stands for. */
export interface Ref {
  readonly name: string;
  readonly id: string;
}

/** Everything that has a name: branches, tags, heads of pull requests and whatever else. */
export async function refsOf(repository: string): Promise<Ref[]> {
  const text = await gitIn(repository, "for-each-ref", "--format=%(objectname) %(refname)");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({
      id: line.slice(0, line.indexOf(" ")),
      name: line.slice(line.indexOf(" ") + 1),
    }));
}
