import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, chown, copyFile, mkdir, open, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa, type Result } from "execa";
import { removeControlGroups } from "./control-groups.ts";

/** What a machine in the box is made of. */
export interface MachineOptions {
  /** Directory of the machine's own, on a file system that overlays can lie on. */
  readonly place: string;
  /** Directory of the distribution that it runs. */
  readonly distribution: string;
  readonly network: MachineNetwork;
  /** Content of the machine's certificate bundle. */
  readonly certificates: string;
}

/** Addresses of the link between the box's internet and the machine. */
export interface MachineNetwork {
  /** Name of the link on this side; at most 15 characters. */
  readonly link: string;
  /** Addresses on this side. The first is the name server, and where everything else is sent. */
  readonly internet: readonly [string, string];
  readonly machine: string;
  /** Length of the prefix that they share. */
  readonly prefixLength: number;
}

/** What a command did. */
export type Ran = Result<{ all: true; reject: false }>;

/** How a command runs. */
export interface CommandOptions {
  /** @default /home/ada */
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In ms; default 10 minutes. */
  readonly limit?: number;
}

/** The ordinary user: no root, but in the group that may use Docker. */
const user = { name: "ada", id: 1000, home: "/home/ada" } as const;

/** The checkout. */
const project = join(import.meta.dirname, "..", "..", "..");

const bundle = "/etc/ssl/certs/ca-certificates.crt";

/**
 * A machine of its own as far as a program can see: another distribution, its own network, processes
 * and Docker. It ends with this process, whatever ends that.
 */
export class Machine implements AsyncDisposable {
  readonly #place: string;
  readonly #first: ChildProcess;
  readonly #pid: number;
  readonly #controlGroup: string;

  private constructor(place: string, first: ChildProcess, pid: number, controlGroup: string) {
    this.#place = place;
    this.#first = first;
    this.#pid = pid;
    this.#controlGroup = controlGroup;
  }

  /** A machine that is on, with Docker and the user. */
  static async start(options: MachineOptions): Promise<Machine> {
    const { place, distribution, network } = options;
    await mkdir(place, { recursive: true });
    const namespaces = ["--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"];
    const script = join(import.meta.dirname, "start-machine.sh");
    const first = spawn("setpriv", ["--pdeathsig=KILL", "unshare", ...namespaces, "bash", script], {
      env: { PATH: process.env["PATH"], PLACE: place, DISTRIBUTION: distribution },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ready = once(first.stdout, "data");
    let complaints = "";
    first.stderr.on("data", (data: Buffer) => {
      complaints += data.toString();
    });
    const ended = once(first, "exit").then(([code]) => {
      throw new Error(
        `the machine in ${place} did not start (exit ${String(code)}): ${complaints}`,
      );
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    const machine = new Machine(place, first, childOf(first.pid ?? 0), network.link);
    try {
      await connect(machine.#pid, network);
      await machine.#configure(options);
      await machine.#startDocker();
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
    return machine;
  }

  /** Path on this side of a path in the user's home. */
  home(path: string): string {
    return join(this.#place, "home", user.name, path);
  }

  /** Puts a program at a path of the machine. */
  async install(program: string, path: string): Promise<void> {
    await mkdir(this.#changed(dirname(path)), { recursive: true });
    await copyFile(program, this.#changed(path));
    await chmod(this.#changed(path), 0o755);
  }

  /** Writes npm's settings for the whole machine. */
  async setNpmRegistry(url: string): Promise<void> {
    await mkdir(this.#changed("/usr/local/etc"), { recursive: true });
    const settings = `registry=${url}\ncafile=${bundle}\nupdate-notifier=false\n`;
    await writeFile(this.#changed("/usr/local/etc/npmrc"), settings);
  }

  /** Gives a path in the user's home to the user. */
  async own(path: string): Promise<void> {
    await this.asRoot("chown", "-R", `${user.name}:${user.name}`, join(user.home, path));
  }

  /** Runs a command as the user, who has a bare environment; answers also when it failed. */
  async run(command: readonly string[], options: CommandOptions = {}): Promise<Ran> {
    const { directory = user.home, env = {} } = options;
    const variables = {
      HOME: user.home,
      USER: user.name,
      LANG: "C.UTF-8",
      PATH: "/usr/local/bin:/usr/bin:/bin",
      // Node has certificates of its own; whoever has another authority names it so.
      NODE_EXTRA_CA_CERTS: bundle,
      ...env,
    };
    const as = [
      "setpriv",
      `--reuid=${user.id}`,
      `--regid=${user.id}`,
      `--groups=${user.id},docker`,
    ];
    const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    return execa(
      "nsenter",
      [
        ...this.#namespaces(directory),
        ...as,
        ...["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"],
        ...["env", "--ignore-environment", ...assignments, ...command],
      ],
      { all: true, reject: false, stdin: "ignore", timeout: options.limit ?? 10 * 60_000 },
    );
  }

  /** Runs a command of the user's that has to succeed; its standard output. */
  async succeed(command: readonly string[], options: CommandOptions = {}): Promise<string> {
    const { failed, exitCode, all, stdout } = await this.run(command, options);
    if (failed) {
      throw new Error(`${command.join(" ")} failed (exit ${exitCode}):\n${all}`);
    }
    return stdout;
  }

  /** Runs a command as root. */
  async asRoot(...command: string[]): Promise<string> {
    const { stdout } = await execa("nsenter", [...this.#namespaces("/"), ...command]);
    return stdout;
  }

  /** Ends everything in the machine, and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#first.exitCode === null && this.#first.signalCode === null) {
      const ended = once(this.#first, "exit");
      process.kill(this.#pid, "SIGKILL");
      await ended;
    }
    await removeControlGroups(this.#controlGroup);
    await rm(this.#place, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #namespaces(directory: string): string[] {
    const entered = ["--mount", "--net", "--pid", "--ipc", "--uts"];
    return ["--target", String(this.#pid), ...entered, `--wdns=${directory}`, "--"];
  }

  /** Where a file of the machine can be written before somebody opens it. */
  #changed(path: string): string {
    return join(`/proc/${this.#pid}/root`, path);
  }

  async #configure({ network, certificates }: MachineOptions): Promise<void> {
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(this.#changed(dirname(path)), { recursive: true });
      await rm(this.#changed(path), { force: true });
      await writeFile(this.#changed(path), text);
    };
    await write("/etc/hosts", "127.0.0.1 localhost box\n");
    await write("/etc/resolv.conf", `nameserver ${network.internet[0]}\n`);
    await write(bundle, certificates);
    const { name, id, home } = user;
    const append = (file: string, line: string): Promise<void> =>
      appendFile(this.#changed(`/etc/${file}`), `${line}\n`);
    await append("passwd", `${name}:x:${id}:${id}::${home}:/bin/bash`);
    await append("group", `${name}:x:${id}:`);
    await mkdir(this.home("."), { recursive: true });
    await chown(this.home("."), id, id);
  }

  async #startDocker(): Promise<void> {
    const name = "runc-without-sys-resource.sh";
    await copyFile(
      join(project, "toolchain", "docker", name),
      this.#changed(`/usr/local/sbin/${name}`),
    );
    await chmod(this.#changed(`/usr/local/sbin/${name}`), 0o755);
    const log = await open(join(this.#place, "dockerd.log"), "w");
    const runtime = `without-sys-resource=/usr/local/sbin/${name}`;
    const daemon = spawn(
      "nsenter",
      [
        ...this.#namespaces("/"),
        ...["env", "--ignore-environment", "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"],
        ...["dockerd", "--group=docker", `--cgroup-parent=/${this.#controlGroup}`],
        ...[`--add-runtime=${runtime}`, "--default-runtime=without-sys-resource"],
      ],
      { stdio: ["ignore", log.fd, log.fd] },
    );
    daemon.unref();
    await log.close();
    const limit = Date.now() + 60_000;
    while ((await this.run(["docker", "version"])).failed) {
      if (Date.now() > limit || daemon.exitCode !== null) {
        const said = readFileSync(join(this.#place, "dockerd.log"), "utf8");
        throw new Error(`Docker in the box did not answer within a minute:\n${said.slice(-3000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** The one child of a process. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
}

/** Lays the link between this side and the machine's network. */
async function connect(pid: number, network: MachineNetwork): Promise<void> {
  const { link, internet, machine, prefixLength } = network;
  const inside = (...command: string[]): Promise<unknown> =>
    execa("nsenter", ["--target", String(pid), "--net", "--", "ip", ...command]);
  const peer = ["peer", "name", "eth0", "netns", String(pid)];
  await execa("ip", ["link", "add", link, "type", "veth", ...peer]);
  for (const address of internet) {
    await execa("ip", ["address", "add", `${address}/${prefixLength}`, "dev", link]);
  }
  await execa("ip", ["link", "set", link, "up"]);
  await inside("link", "set", "lo", "up");
  await inside("address", "add", `${machine}/${prefixLength}`, "dev", "eth0");
  await inside("link", "set", "eth0", "up");
  await inside("route", "add", "default", "via", internet[0]);
}
