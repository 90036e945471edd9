import { LabError } from "../terminal/lab-error.ts";

/** Arguments of `lab kubectl` and `lab flux`, taken apart. */
export interface PassThrough {
  readonly help: boolean;
  /** Undefined when none was named. */
  readonly cluster: string | undefined;
  /** For the tool, unchanged. */
  readonly args: readonly string[];
}

/** `--cluster NAME` and `--help` are the lab's only in front; everything after that is the tool's. */
export function splitPassThrough(args: readonly string[]): PassThrough {
  const [first, second] = args;
  if (first === "--help" || first === "-h") {
    return { help: true, cluster: undefined, args: args.slice(1) };
  }
  if (first?.startsWith("--cluster=") === true) {
    return { help: false, cluster: first.slice("--cluster=".length), args: args.slice(1) };
  }
  if (first === "--cluster") {
    if (second === undefined) {
      throw new LabError("--cluster needs a name", { remedy: "./lab status shows the names" });
    }
    return { help: false, cluster: second, args: args.slice(2) };
  }
  return { help: false, cluster: undefined, args };
}

/** The cluster to work on: the one that is named, or the only one there is. */
export function chooseCluster(named: string | undefined, known: readonly string[]): string {
  if (named !== undefined) {
    if (!known.includes(named)) {
      throw new LabError(`there is no cluster "${named}"`, {
        allowed: known.join(", ") || "none: the lab is not up",
        ...(known.length === 0 && { remedy: "./lab up" }),
      });
    }
    return named;
  }
  const [only] = known;
  if (only === undefined || known.length > 1) {
    throw new LabError("which cluster?", {
      allowed: known.map((name) => `--cluster ${name}`).join(", ") || "none: the lab is not up",
      ...(known.length === 0 && { remedy: "./lab up" }),
    });
  }
  return only;
}
