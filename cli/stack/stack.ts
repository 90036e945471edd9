import { join } from "node:path";
import { capture, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { placePlugins } from "./pulumi-plugins.ts";
import { ensureState, stackExists } from "../lab/state-directory.ts";
import { parseStackOutputs, type StackOutputs } from "./stack-outputs.ts";

/** Makes sure that Pulumi finds its directories and the plugins of this toolchain. */
export function prepareState(lab: Lab): void {
  ensureState(lab.places);
  placePlugins(join(lab.places.state, "pulumi-home"), lab.toolchain?.plugins ?? []);
}

/** Makes the stack unless it is there; PULUMI_STACK selects it for every command. Answers whether it did. */
export async function ensureStack(lab: Lab): Promise<boolean> {
  prepareState(lab);
  const { stack, backend } = lab.places;
  // The stack named in the environment has to exist for the CLI to say anything at all.
  const withoutStack: Lab = { ...lab, env: { ...lab.env, PULUMI_STACK: undefined } };
  if (backend.directory === undefined) {
    const select = ["stack", "select", stack, "--create", "--non-interactive"];
    await capture(withoutStack, "pulumi", select);
    return false;
  }
  if (stackExists(lab.places)) {
    return false;
  }
  await capture(withoutStack, "pulumi", ["stack", "init", stack, "--non-interactive"]);
  return true;
}

/** What the program exported, secrets readable; throws when there is no lab. */
export async function stackOutputs(lab: Lab): Promise<StackOutputs> {
  if (!stackExists(lab.places)) {
    const { stack, backend } = lab.places;
    throw new LabError(`there is no lab: no stack "${stack}" in ${backend.url}`, {
      remedy: "./lab up; where plain pulumi made one, set PULUMI_BACKEND_URL as it was then",
    });
  }
  const { stdout } = await capture(lab, "pulumi", ["stack", "output", "--json", "--show-secrets"]);
  return parseStackOutputs(JSON.parse(stdout));
}
