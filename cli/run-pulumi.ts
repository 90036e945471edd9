import { passThrough, type Lab } from "./lab.ts";
import { tellsSomething } from "./pulumi-output.ts";

/** Changes the stack without asking, readably with and without a terminal; answers the exit code. */
export async function runPulumi(lab: Lab, args: readonly string[]): Promise<number> {
  const unattended = ["--stack", lab.places.stack, "--yes", "--skip-preview", "--suppress-outputs"];
  const plain = ["--non-interactive", "--suppress-progress", "--color", "never"];
  const terminal = process.stdout.isTTY;
  // Pulumi would write the whole state, megabytes of CRDs, at every step: most of the time of an
  // update. What a killed run has made without saving it, recover.ts finds in Docker.
  const env = { ...lab.env, PULUMI_SKIP_CHECKPOINTS: "true" };
  return passThrough(
    { ...lab, env },
    "pulumi",
    [...args, ...unattended, ...(terminal ? [] : plain)],
    lab.places.project,
    terminal ? undefined : tellsSomething,
  );
}
