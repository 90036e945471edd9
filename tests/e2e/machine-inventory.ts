import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { project } from "./test-lab.ts";

/** What must be the same before a lab and after it. */
export interface MachineInventory {
  containers: string[];
  volumes: string[];
  networks: string[];
  /** Untagged images count too. */
  images: string[];
  /** Files a user of these tools would have, with a digest of what is in them. */
  files: Record<string, string>;
  /** What `git status` says of the checkout. */
  status: string;
}

const watched = [".kube", ".docker", ".pulumi", ".gitconfig", ".config/k3d", ".config/flux"];

/** Everything on this machine that a lab could leave something in. */
export async function takeInventory(): Promise<MachineInventory> {
  return {
    containers: await unlabelled("ps", "--all", "--format", `{{.Names}} ${label}`),
    // One that nothing uses: what a container leaves when it is removed without its volumes.
    volumes: await docker("volume", "ls", "--filter", "dangling=true", "--format", "{{.Name}}"),
    networks: await unlabelled("network", "ls", "--format", `{{.Name}} ${label}`),
    images: await docker("images", "--all", "--quiet", "--no-trunc"),
    files: Object.fromEntries(watched.flatMap((name) => digests(join(homedir(), name)))),
    status: (await execa("git", ["status", "--porcelain"], { cwd: project })).stdout,
  };
}

const label = '{{.Label "fluxlab.lab"}}';

/** Without what belongs to some lab: other labs may come and go meanwhile. */
async function unlabelled(...args: string[]): Promise<string[]> {
  return (await docker(...args)).filter((line) => !/ \S/.test(line));
}

async function docker(...args: string[]): Promise<string[]> {
  const { stdout } = await execa("docker", args);
  return [...new Set(stdout.split("\n"))].filter((line) => line !== "").sort();
}

function digests(path: string): [string, string][] {
  if (!existsSync(path)) {
    return [[path, "absent"]];
  }
  if (statSync(path).isDirectory()) {
    return readdirSync(path).flatMap((name) => digests(join(path, name)));
  }
  return [[path, createHash("sha256").update(readFileSync(path)).digest("hex")]];
}

/** Everything in Docker whose name has this prefix in it, sorted. */
export async function inDocker(prefix: string): Promise<string[]> {
  const filter = ["--filter", `name=${prefix}`];
  const found = await Promise.all([
    docker("ps", "--all", "--format", "container {{.Names}}", ...filter),
    docker("volume", "ls", "--format", "volume {{.Name}}", ...filter),
    docker("network", "ls", "--format", "network {{.Name}}", ...filter),
  ]);
  return found.flat().sort();
}
