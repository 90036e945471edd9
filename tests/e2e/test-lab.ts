import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, type Result } from "execa";
import { stringify } from "yaml";
import type { StackOutputs } from "../../cli/stack/stack-outputs.ts";
import { reapDeadLabs } from "./dead-labs.ts";
import { freePorts } from "./free-ports.ts";

/** The checkout. */
export const project = dirname(dirname(__dirname));

/** Settings of a stack, without the project's name before them. */
export type TestSettings = Record<string, unknown> & { clusters: string[] };

/** Time for a verb to end, in milliseconds: what `up` may take on a busy machine. */
const verbLimit = 12 * 60_000;

/** What a verb of `./lab` did. */
export type Ran = Result<{ all: true; reject: false }>;

/**
 * A lab of the test's own: its names, state directory, stack, ports and subnet are no other lab's.
 * It is driven as a person drives it, through `./lab`.
 */
export class TestLab implements AsyncDisposable {
  /** Stack name and name prefix; carries the process it belongs to, see dead-labs.ts. */
  readonly name: string;
  readonly state: string;
  /** Where its commands put temporary files; they are to leave nothing here. */
  readonly temporary: string;
  readonly ports: LabPorts;
  #settings: TestSettings;

  private constructor(
    name: string,
    ports: LabPorts,
    settings: TestSettings,
    directoryName: string,
  ) {
    this.name = name;
    this.ports = ports;
    const directory = mkdtempSync(join(tmpdir(), directoryName));
    this.state = join(directory, "state");
    this.temporary = join(directory, "tmp");
    mkdirSync(this.temporary);
    this.#settings = { ...ownSettings(name, ports), ...settings };
    this.configure({});
  }

  /**
   * A lab that is configured and not yet up. Removes first what killed test runs left behind.
   *
   * @param directoryName begins the name of the directory that its state is in
   */
  static async create(settings: TestSettings, directoryName = "fluxlab e2e "): Promise<TestLab> {
    const { name, ports } = await freeName();
    return new TestLab(name, ports, settings, directoryName);
  }

  /** Edits the stack's settings, as in an editor. */
  configure(change: Record<string, unknown>): void {
    Object.assign(this.#settings, change);
    const path = this.stackFile;
    const salt = existsSync(path) ? /^encryptionsalt: .*$/m.exec(readFileSync(path, "utf8")) : null;
    const config = Object.fromEntries(
      Object.entries(this.#settings).map(([name, value]) => [`fluxlab:${name}`, value]),
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${salt?.[0] ?? ""}\n${stringify({ config })}`);
  }

  /** Runs a verb; answers also when it failed. */
  async run(...args: string[]): Promise<Ran> {
    return this.runIn(tmpdir(), ...args);
  }

  /** The same in another working directory. */
  async runIn(directory: string, ...args: string[]): Promise<Ran> {
    return execa(join(project, "lab"), args, {
      cwd: directory,
      env: { FLUXLAB_STATE: this.state, FLUXLAB_STACK: this.name, TMPDIR: this.temporary },
      all: true,
      reject: false,
      timeout: verbLimit,
    });
  }

  /** Runs a verb that has to succeed; its standard output. */
  async succeed(...args: string[]): Promise<string> {
    const { failed, exitCode, all, stdout } = await this.run(...args);
    if (failed) {
      throw new Error(`./lab ${args.join(" ")} failed (exit ${exitCode}):\n${all}`);
    }
    return stdout;
  }

  /** What the stack exports, secrets readable. */
  async outputs(): Promise<StackOutputs> {
    const text = await this.succeed("pulumi", "stack", "output", "--json", "--show-secrets");
    return JSON.parse(text) as StackOutputs;
  }

  /** Where podinfo of a cluster answers: the platform team's, or a tenant's. */
  async podinfoUrl(cluster: string, tenant?: string): Promise<string> {
    const { apps } = await this.outputs();
    return apps.find((app) => app.tenant === tenant)?.urls[cluster] ?? "";
  }

  /** kubectl in one cluster; its standard output. */
  async kubectl(cluster: string, ...args: string[]): Promise<string> {
    return this.succeed("kubectl", "--cluster", cluster, ...args);
  }

  /** Docker's id of a cluster's node. */
  async nodeId(cluster: string): Promise<string> {
    const name = `k3d-${this.name}-${cluster}-server-0`;
    return (await execa("docker", ["inspect", "--format", "{{.Id}}", name])).stdout;
  }

  /** Takes the lab away whatever state it is in. */
  async [Symbol.asyncDispose](): Promise<void> {
    const down = await this.run("down");
    rmSync(this.stackFile, { force: true });
    rmSync(dirname(this.state), { recursive: true, force: true });
    if (down.failed) {
      throw new Error(`./lab down failed (exit ${down.exitCode}):\n${down.all}`);
    }
  }

  /** Its settings. */
  get stackFile(): string {
    return join(project, `Pulumi.${this.name}.yaml`);
  }
}

/** Loopback ports of slot 0. */
interface LabPorts {
  gitea: number;
  ingress: number;
  api: number;
}

/** A name and ports that no other lab has. Removes first what killed test runs left behind. */
export async function freeName(): Promise<{ name: string; ports: LabPorts }> {
  await reapDeadLabs();
  const first = await freePorts(40);
  const ports = { gitea: first, ingress: first + 1, api: first + 20 };
  return { name: `e2e-${process.pid}-${first % 1000}`, ports };
}

/** Settings that keep a lab apart from every other one. */
export function ownSettings(name: string, ports: LabPorts): Record<string, unknown> {
  return {
    namePrefix: name,
    giteaPort: ports.gitea,
    firstIngressPort: ports.ingress,
    firstApiPort: ports.api,
    networkSubnet: `10.${100 + (process.pid % 100)}.${Math.floor(Math.random() * 250)}.0/24`,
  };
}
