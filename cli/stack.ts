import { join } from "node:path";
import { capture, type Lab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { placePlugins } from "./pulumi-plugins.ts";
import { ensureState, stackExists } from "./state-directory.ts";
import { parseStackOutputs, type StackOutputs } from "./stack-outputs.ts";

/** Makes sure that Pulumi finds its directories and the plugins of this toolchain. */
export function prepareState(lab: Lab): void {
  ensureState(lab.places);
  placePlugins(join(lab.places.state, "pulumi-home"), lab.toolchain.plugins);
}

/** Makes the stack the first time, and selects it. */
export async function ensureStack(lab: Lab): Promise<"created" | "selected"> {
  prepareState(lab);
  const { stack } = lab.places;
  // The stack named in the environment has to exist for the CLI to say anything at all.
  const withoutStack: Lab = { ...lab, env: { ...lab.env, PULUMI_STACK: undefined } };
  if (stackExists(lab.places)) {
    await capture(withoutStack, "pulumi", ["stack", "select", stack, "--non-interactive"]);
    return "selected";
  }
  await capture(withoutStack, "pulumi", ["stack", "init", stack, "--non-interactive"]);
  return "created";
}

/** Makes the stack unless it is there, so that every command of Pulumi's works from the first on. */
export async function ensureStackExists(lab: Lab): Promise<void> {
  prepareState(lab);
  if (!stackExists(lab.places)) {
    await ensureStack(lab);
  }
}

/** What the program exported, secrets readable; throws when there is no lab. */
export async function stackOutputs(lab: Lab): Promise<StackOutputs> {
  if (!stackExists(lab.places)) {
    throw new LabError(`there is no lab: no stack "${lab.places.stack}" in ${lab.places.state}`, {
      remedy: "./lab up",
    });
  }
  const { stdout } = await capture(lab, "pulumi", ["stack", "output", "--json", "--show-secrets"]);
  return parseStackOutputs(JSON.parse(stdout));
}
