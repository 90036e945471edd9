import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem } from "node:os";
import { promisify } from "node:util";
import { readHostRoutes, type HostRoute } from "./host-routes.ts";
import { readSlots, type Slots } from "./slots.ts";

/** A network that Docker has. */
export interface DockerNetwork {
  name: string;
  subnets: string[];
}

/** What the settings are checked against on the machine they are for. */
export interface HostFacts {
  networks: DockerNetwork[];
  /** Networks that the machine reaches: LAN, VPN, and Docker's own. */
  routes: HostRoute[];
  /** Slots that the lab's clusters have. */
  slots: Slots;
  /** Names of the lab's own containers that run. */
  ownContainers: string[];
  /** Ports that the lab's own containers publish. */
  ownPorts: number[];
  /** Those of the ports asked about that something listens on. */
  busyPorts: number[];
  /** MiB that new processes can use. */
  availableMemory: number;
}

const run = promisify(execFile);

/**
 * Looks at Docker, routes, ports and memory. Where Docker or /proc does not answer its part is
 * empty: the first resource will say so better than a setting could.
 */
export async function readHostFacts(namePrefix: string, ports: number[]): Promise<HostFacts> {
  const [networks, routes, containers, busyPorts, availableMemory] = await Promise.all([
    readNetworks(),
    readHostRoutes(),
    readContainers(namePrefix),
    Promise.all(ports.map(async (port) => ((await isBusy(port)) ? [port] : []))),
    readAvailableMemory(),
  ]);
  const slots = readSlots();
  return { networks, routes, slots, ...containers, busyPorts: busyPorts.flat(), availableMemory };
}

async function docker(args: string[]): Promise<string[]> {
  try {
    const { stdout } = await run("docker", args, { timeout: 10_000 });
    return stdout.split("\n").filter((line) => line !== "");
  } catch {
    return [];
  }
}

async function readNetworks(): Promise<DockerNetwork[]> {
  const ids = await docker(["network", "ls", "--quiet"]);
  const format = "{{.Name}}{{range .IPAM.Config}} {{.Subnet}}{{end}}";
  const lines =
    ids.length === 0 ? [] : await docker(["network", "inspect", "--format", format, ...ids]);
  return lines.map((line) => {
    const [name = "", ...subnets] = line.split(" ");
    return { name, subnets };
  });
}

async function readContainers(namePrefix: string) {
  const filter = `label=fluxlab.lab=${namePrefix}`;
  const lines = await docker(["ps", "--filter", filter, "--format", "{{.Names}} {{.Ports}}"]);
  return {
    ownContainers: lines.map((line) => line.split(" ", 1)[0] ?? ""),
    ownPorts: lines.flatMap((line) =>
      [...line.matchAll(/:(\d+)->/g)].map((match) => Number(match[1])),
    ),
  };
}

function isBusy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(true);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(false);
      });
    });
  });
}

async function readAvailableMemory(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return Math.floor(kibibytes === undefined ? freemem() / 1024 ** 2 : Number(kibibytes) / 1024);
}
