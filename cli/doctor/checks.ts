/** What the doctor found out about one thing. */
export interface Check {
  readonly title: string;
  readonly state: "ok" | "failed";
  readonly found: string;
  /** What to do; only when not ok. */
  readonly remedy: string | undefined;
}

/** GB free that a lab takes when its toolchain is there. */
export const labDisk = 3;

/** Whether Docker can be used. */
export function checkDocker(serverVersion: string | undefined, complaint: string): Check {
  return serverVersion === undefined
    ? failed(
        "Docker",
        complaint,
        "./lab up starts it as root on Debian, and says otherwise what to type",
      )
    : ok("Docker", `server ${serverVersion}`);
}

/** Whether the disk of the cache has room; both in GB, 10^9 bytes. */
export function checkDisk(freeGigabytes: number, cache: string, needed: number): Check {
  const found = `${freeGigabytes.toFixed(0)} GB free for ${cache}, ${needed} GB needed`;
  return freeGigabytes < needed
    ? failed("disk", found, "make room, or set FLUXLAB_CACHE to a directory on a larger disk")
    : ok("disk", found);
}

/** Whether the memory suffices for what does not run yet; in MiB. */
export function checkMemory(available: number, needed: number): Check {
  const found = `${available} MiB available, ${needed} MiB still needed`;
  return available < needed
    ? failed(
        "memory",
        found,
        "end something else, or have fewer clusters (setting fluxlab:clusters in README.md)",
      )
    : ok("memory", found);
}

/**
 * inotify instances that a node's own processes take: kubelet and API server 6 each, containerd
 * and controller manager 1 each, counted; and what the rest of the machine may take.
 */
const instancesPerCluster = 20;
const instancesOfOthers = 32;
/** Every watched file is one; kubelet watches those of each pod. */
const watchesNeeded = 65_536;

/** Whether inotify has room: too little shows as "too many open files", far from the cause. */
export function checkInotify(
  limits: { instances: number; watches: number },
  clusters: number,
): Check {
  const instances = instancesOfOthers + clusters * instancesPerCluster;
  const found = `${limits.instances} instances, ${limits.watches} watches`;
  const wanted = [
    ...(limits.instances < instances
      ? [`fs.inotify.max_user_instances=${Math.max(512, instances)}`]
      : []),
    ...(limits.watches < watchesNeeded ? ["fs.inotify.max_user_watches=524288"] : []),
  ];
  return wanted.length > 0
    ? failed("inotify limits", found, `sudo sysctl ${wanted.join(" ")}`)
    : ok("inotify limits", found);
}

/** Whether the settings are right in themselves, and clash with no network of Docker's. */
export function checkSettings(problems: readonly string[]): Check {
  return problems.length === 0
    ? ok("settings", "valid")
    : failed("settings", problems.join("\n"), "./lab pulumi config set NAME VALUE");
}

/** Whether the lab's loopback ports are free or the lab's own. */
export function checkPorts(
  wanted: readonly { setting: string; port: number }[],
  taken: readonly number[],
): Check {
  const conflicts = wanted.filter(({ port }) => taken.includes(port));
  const [first] = conflicts;
  if (first === undefined) {
    return ok("ports", `${wanted.map(({ port }) => port).join(", ")} are free or the lab's own`);
  }
  const found = conflicts.map(({ port, setting }) => `${port} (${setting})`).join(", ");
  return failed(
    "ports",
    `in use by others: ${found}`,
    `./lab pulumi config set fluxlab:${first.setting} ${first.port + 1000}`,
  );
}

/** Whether the toolchain is complete. */
export function checkToolchain(tools: readonly { title: string; present: boolean }[]): Check {
  const missing = tools.filter(({ present }) => !present);
  return missing.length === 0
    ? ok("toolchain", `all ${tools.length} parts are there`)
    : failed(
        "toolchain",
        `${missing.length} of ${tools.length} parts are missing`,
        "./lab toolchain",
      );
}

/** The checks, one line each and the remedy of those that failed. */
export function renderChecks(checks: readonly Check[]): string {
  const marks = { ok: "ok ", failed: "BAD" };
  return checks
    .map(({ title, state, found, remedy }) => {
      const line = `${marks[state]} ${title}: ${found.trim().replaceAll("\n", "\n      ")}\n`;
      return remedy === undefined ? line : `${line}      remedy: ${remedy}\n`;
    })
    .join("");
}

function ok(title: string, found: string): Check {
  return { title, state: "ok", found, remedy: undefined };
}

function failed(title: string, found: string, remedy: string): Check {
  return { title, state: "failed", found, remedy };
}
