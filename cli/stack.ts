import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, type Lab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { parseStackOutputs, type StackOutputs } from "./stack-outputs.ts";
import type { LabPlaces } from "./environment.ts";

/** Makes the state directory with everything the Pulumi CLI expects to be there. */
export function ensureState(places: LabPlaces): void {
  mkdirSync(places.state, { recursive: true, mode: 0o700 });
  for (const part of ["backend", "pulumi-home", "kubeconfigs", "docker-config", "clones", "logs"]) {
    mkdirSync(join(places.state, part), { recursive: true, mode: 0o700 });
  }
  const passphrase = join(places.state, "passphrase");
  if (!existsSync(passphrase)) {
    writeFileSync(passphrase, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  }
  chmodSync(passphrase, 0o600);
}

/** The stack's state file in the file backend. */
export function stackStateFile(places: LabPlaces): string {
  return join(places.state, "backend", ".pulumi", "stacks", "fluxlab", `${places.stack}.json`);
}

/** Whether this lab has a stack, looked up without Pulumi. */
export function stackExists(places: LabPlaces): boolean {
  return existsSync(stackStateFile(places));
}

/** Makes the stack the first time, and selects it. */
export async function ensureStack(lab: Lab): Promise<"created" | "selected"> {
  ensureState(lab.places);
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
