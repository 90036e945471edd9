import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";

/** Who a lock of the file backend says holds it. */
export interface LockHolder {
  readonly pid: number;
  readonly hostname: string;
}

/** What can be known about the holder of a lock. */
export type LockState = "free" | "stale" | "orphaned" | "held";

/** The holders named by the stack's lock files; a file that cannot be read names nobody (pid 0). */
export function lockHolders(places: LabPlaces): LockHolder[] {
  const backend = places.backend.directory;
  if (backend === undefined) {
    return [];
  }
  const directory = join(backend, ".pulumi/locks/organization/fluxlab", places.stack);
  return directoryEntries(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => parseLock(readText(join(directory, name)) ?? ""));
}

/** The content of a lock file. */
export function parseLock(text: string): LockHolder {
  try {
    const { pid, hostname: host } = JSON.parse(text) as Partial<LockHolder>;
    return { pid: pid ?? 0, hostname: host ?? "" };
  } catch {
    return { pid: 0, hostname: "" };
  }
}

/** Decides from facts about the holder's process. `owner` is the `lab` it was started by, if any. */
export function judgeLock(facts: {
  sameHost: boolean;
  alive: boolean;
  owner: "none" | "alive" | "dead";
}): Exclude<LockState, "free"> {
  if (!facts.sameHost) {
    return "held";
  }
  if (!facts.alive) {
    return "stale";
  }
  return facts.owner === "dead" ? "orphaned" : "held";
}

/**
 * Makes sure that no lock stands in the way: ends a pulumi whose `lab` was killed, and says whether
 * stale locks are left for `pulumi cancel`. Throws when somebody is at work.
 */
export async function clearLockHolders(places: LabPlaces): Promise<"free" | "stale"> {
  const holders = lockHolders(places);
  for (const holder of holders) {
    const state = judgeLock({
      sameHost: holder.hostname === hostname() || holder.pid === 0,
      alive: isPulumi(holder.pid),
      owner: ownerOf(holder.pid),
    });
    if (state === "held") {
      throw new LabError(
        `another pulumi is at work on this lab: process ${holder.pid} on ${holder.hostname}`,
        { remedy: `wait for it, or: kill -INT ${holder.pid}` },
      );
    }
    if (state === "orphaned") {
      await endProcess(holder.pid);
    }
  }
  return holders.length === 0 ? "free" : "stale";
}

/** Asks a process to end, and after half a minute makes it. */
export async function endProcess(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", 20_000],
    ["SIGTERM", 10_000],
    ["SIGKILL", 2_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const end = Date.now() + patience;
    while (Date.now() < end) {
      if (readText(`/proc/${pid}/stat`)?.includes(") Z ") !== false) {
        return;
      }
      await sleep(100);
    }
  }
}

/**
 * Ends tools that a killed `lab` left behind (k3d for instance goes on making its cluster).
 * Only processes that carry this lab's state directory and the number of a `lab` that is dead.
 */
export async function endOrphans(places: LabPlaces): Promise<string[]> {
  const orphans = directoryEntries("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).get("FLUXLAB_STATE") === places.state)
    .filter((pid) => ownerOf(pid) === "dead");
  const names = orphans.map((pid) => `${(readText(`/proc/${pid}/comm`) ?? "").trim()} (${pid})`);
  await Promise.all(orphans.map(endProcess));
  return names;
}

function isPulumi(pid: number): boolean {
  return (
    pid > 0 && (readText(`/proc/${pid}/cmdline`) ?? "").split("\0")[0]?.includes("pulumi") === true
  );
}

function ownerOf(pid: number): "none" | "alive" | "dead" {
  const owner = environmentOf(pid).get("FLUXLAB_OWNER");
  if (owner === undefined) {
    return "none";
  }
  return (readText(`/proc/${owner}/cmdline`) ?? "").includes("cli/main.ts") ? "alive" : "dead";
}

function environmentOf(pid: number): Map<string, string> {
  const pairs = (readText(`/proc/${pid}/environ`) ?? "").split("\0").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return new Map(pairs);
}

function directoryEntries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
