import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { open, copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { CacheDirectories } from "../cache/directories.ts";
import { decideDocker, type DockerSituation } from "./docker-decision.ts";
import type { Progress } from "../progress.ts";
import {
  installPackages,
  missingPackages,
  type NeededCommands,
} from "../system/system-packages.ts";
import type { Consent } from "../system/consent.ts";
import { ToolchainError } from "../toolchain-error.ts";

/** CAP_SYS_RESOURCE in linux/capability.h. */
const sysResource = 24n;

/** Whether a process with this /proc/PID/status may give CAP_SYS_RESOURCE to containers. */
export function hasSysResource(status: string): boolean {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return ((BigInt(`0x${bounding}`) >> sysResource) & 1n) === 1n;
}

/** Arguments of a daemon that leaves no configuration behind. */
export function daemonArguments(wrapper: string | undefined): string[] {
  return wrapper === undefined
    ? []
    : [
        ...["--add-runtime", `without-sys-resource=${wrapper}`],
        ...["--default-runtime", "without-sys-resource"],
      ];
}

/**
 * Makes sure that a Docker daemon answers.
 * @throws ToolchainError with what to type when that is up to the user
 */
export async function ensureDocker(
  cache: CacheDirectories,
  progress: Progress,
  consent: Consent,
): Promise<void> {
  const situation = await look();
  const decision = decideDocker(situation);
  if (decision.action === "use") {
    return;
  }
  if (decision.action === "refuse") {
    throw new ToolchainError(decision.why);
  }
  // The client is a package of its own in later Debians, so it is looked for after the daemon.
  const inTurn: NeededCommands[] = [
    { dockerd: ["docker.io"], iptables: ["iptables"] },
    { docker: ["docker-cli"] },
  ];
  for (const needed of inTurn) {
    const missing = missingPackages(needed, `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`);
    if (missing.length > 0) {
      await installPackages(missing, progress, consent);
    }
  }
  const step = progress.step("start Docker");
  try {
    if (decision.by === "systemd") {
      await execa("systemctl", ["start", "docker"], { timeout: 60_000 });
    } else if (!(await look()).answers) {
      await startDaemon(cache);
    }
    await waitForDaemon(cache, 60);
    step.done();
  } catch (error) {
    step.fail("no daemon");
    throw error;
  }
}

async function look(): Promise<DockerSituation> {
  const info = await execa("docker", ["version", "--format", "{{.Server.Version}}"], {
    timeout: 10_000,
    reject: false,
    all: true,
  });
  const host = process.env["DOCKER_HOST"] ?? "";
  return {
    answers: !info.failed,
    complaint: info.failed ? info.all || (info.shortMessage ?? "") : "",
    root: process.getuid?.() === 0,
    debian: existsSync("/usr/bin/apt-get"),
    systemd: existsSync("/run/systemd/system"),
    elsewhere: host !== "" && host !== "unix:///var/run/docker.sock",
  };
}

/**
 * Whether a daemon's PID file names a process that is none: the daemon was killed with its machine's
 * session, and the number is another process's now. dockerd would refuse to start beside it.
 */
export function isStalePid(pidFile: string, commandOf: (pid: string) => string): boolean {
  const pid = pidFile.trim();
  return /^\d+$/.test(pid) && !commandOf(pid).startsWith("dockerd");
}

async function removeStalePid(): Promise<void> {
  const path = "/var/run/docker.pid";
  const text = await readFile(path, "utf8").catch(() => "");
  const commandOf = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8");
    } catch {
      return "";
    }
  };
  if (isStalePid(text, commandOf)) {
    await rm(path, { force: true });
  }
}

async function startDaemon(cache: CacheDirectories): Promise<void> {
  await mkdir(cache.docker, { recursive: true });
  await removeStalePid();
  let wrapper: string | undefined;
  if (!hasSysResource(await readFile("/proc/self/status", "utf8"))) {
    const name = "runc-without-sys-resource.sh";
    wrapper = join(cache.docker, name);
    await copyFile(join(dirname(fileURLToPath(import.meta.url)), name), wrapper);
  }
  const log = await open(join(cache.docker, "dockerd.log"), "a");
  const daemon = spawn("dockerd", daemonArguments(wrapper), {
    // A session of its own: it stays when the terminal goes.
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` },
  });
  await once(daemon, "spawn");
  daemon.unref();
  await log.close();
}

async function waitForDaemon(cache: CacheDirectories, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await look()).answers) {
    if (Date.now() > deadline) {
      const log = join(cache.docker, "dockerd.log");
      const end = await readFile(log, "utf8").catch(() => "");
      const lines = end.trimEnd().split("\n").slice(-10).join("\n");
      throw new ToolchainError(`Docker did not answer within ${String(seconds)} s.\n${lines}`);
    }
    await sleep(500);
  }
}
