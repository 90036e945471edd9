import { execa } from "execa";

/**
 * Removes the labs of test runs that were killed: Docker starts their containers again with itself.
 * A test's lab is named after the process it belongs to, so a lab of a living run is never touched.
 */
export async function reapDeadLabs(): Promise<void> {
  const prefixes = await labelled(["ps", "--all"], '{{.Label "fluxlab.lab"}}');
  const networks = await labelled(["network", "ls"], '{{.Label "fluxlab.lab"}}');
  for (const prefix of new Set([...prefixes, ...networks].filter(isDead))) {
    const ours = ["--filter", `label=fluxlab.lab=${prefix}`];
    await remove(["rm", "--force", "--volumes"], await ids(["ps", "--all", "--quiet", ...ours]));
    // A k3d that was killed leaves its helper, which has no label of the lab's.
    const helpers = await ids(["ps", "--all", "--quiet", "--filter", `name=^k3d-${prefix}-`]);
    await remove(["rm", "--force", "--volumes"], helpers);
    const volumes = await ids(["volume", "ls", "--quiet", ...ours]);
    const images = await ids(["volume", "ls", "--quiet", "--filter", `name=k3d-${prefix}-`]);
    await remove(["volume", "rm"], [...volumes, ...images]);
    await remove(["network", "rm"], await ids(["network", "ls", "--quiet", ...ours]));
  }
}

function isDead(prefix: string): boolean {
  const owner = /^e2e-(\d+)-\d+$/.exec(prefix)?.[1];
  if (owner === undefined) {
    return false;
  }
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch {
    return true;
  }
}

async function labelled(command: string[], format: string): Promise<string[]> {
  return ids([...command, "--filter", "label=fluxlab.lab", "--format", format]);
}

async function ids(args: string[]): Promise<string[]> {
  const { stdout } = await execa("docker", args);
  return stdout.split("\n").filter((line) => line !== "");
}

async function remove(command: string[], names: string[]): Promise<void> {
  if (names.length > 0) {
    await execa("docker", [...command, ...names]);
  }
}
