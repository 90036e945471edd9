import { passThrough, type Lab } from "./lab.ts";
import { tellsSomething } from "./pulumi-output.ts";

/** Changes the stack without asking, readably with and without a terminal; answers the exit code. */
export async function runPulumi(lab: Lab, args: readonly string[]): Promise<number> {
  const unattended = ["--stack", lab.places.stack, "--yes", "--skip-preview", "--suppress-outputs"];
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
