import { passThrough, type Lab } from "../lab/lab.ts";
import { tellsSomething } from "./pulumi-output.ts";

/**
 * Operations at once. Most of them only wait, for a node or a controller, so Pulumi's four per core
 * leave clusters waiting for each other; and one CRD after the other makes the Kubernetes plugin
 * fetch the API server's schema anew for each.
 */
const atOnce = 64;

/** Changes the stack without asking, readably with and without a terminal; answers the exit code. */
export async function runPulumi(lab: Lab, args: readonly string[]): Promise<number> {
  const unattended = [
    ...["--stack", lab.places.stack, "--yes", "--skip-preview", "--suppress-outputs"],
    ...["--parallel", String(atOnce)],
  ];
  const plain = ["--non-interactive", "--suppress-progress", "--color", "never"];
  const terminal = process.stdout.isTTY;
  return passThrough(
    lab,
    "pulumi",
    [...args, ...unattended, ...(terminal ? [] : plain)],
    lab.places.project,
    terminal ? undefined : tellsSomething,
  );
}
