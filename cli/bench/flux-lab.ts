import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import type { Settings } from "../../components/settings.ts";
import { scrub } from "../lab/lab-environment.ts";
import type { BenchLab } from "./bench-lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { parseStackOutputs } from "../stack/stack-outputs.ts";
import type { BenchPlace } from "./bench-place.ts";
import type { Contestant } from "./contestant.ts";

/** Milliseconds for one verb. */
const limit = 900_000;

/** This lab, driven through `./lab` as people do, with a state directory and a stack of its own. */
export class FluxLab implements Contestant {
  readonly #lab: BenchLab;
  readonly #place: BenchPlace;
  readonly #state: string;

  constructor(lab: BenchLab, place: BenchPlace, directory: string) {
    this.#lab = lab;
    this.#place = place;
    this.#state = directory;
  }

  async up(): Promise<void> {
    const { prefix, clusters, giteaPort, firstIngressPort, firstApiPort, subnet } = this.#place;
    const settings = {
      ...{ namePrefix: prefix, clusters: [...clusters], giteaPort, firstIngressPort, firstApiPort },
      networkSubnet: subnet,
    };
    const config: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(settings)) {
      config[`fluxlab:${name}`] = value;
    }
    await writeFile(this.#stackFile(), stringify({ config }));
    await this.run("up");
  }

  /** Sets the topology and brings the lab there. */
  async switchTo(topology: Settings["topology"]): Promise<void> {
    await this.run("pulumi", "config", "set", "topology", topology);
    await this.run("up");
  }

  async down(): Promise<void> {
    await this.run("down");
    await rm(this.#stackFile(), { force: true });
    // A switch of topology has saved commits in it, which nobody wants.
    await rm(this.#state, { recursive: true, force: true });
  }

  async git(): Promise<{ url: string; username: string; password: string }> {
    const text = await this.run("pulumi", "stack", "output", "--json", "--show-secrets");
    const { developer, repositories } = parseStackOutputs(JSON.parse(text));
    const { username, token } = developer;
    return { url: repositories["fleet"]?.url ?? "", username, password: token };
  }

  /** Switches the webhooks to all clusters on or off. */
  async setWebhooks(active: boolean): Promise<void> {
    const text = await this.run("pulumi", "stack", "output", "--json", "--show-secrets");
    const { giteaUrl, giteaAdministrator: administrator } = parseStackOutputs(JSON.parse(text));
    const pair = `${administrator?.username ?? ""}:${administrator?.password ?? ""}`;
    const headers = {
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
      "content-type": "application/json",
    };
    const hooks = `${giteaUrl}/api/v1/repos/platform/fleet/hooks`;
    for (const { id } of (await (await fetch(hooks, { headers })).json()) as { id: number }[]) {
      const body = JSON.stringify({ active });
      await fetch(`${hooks}/${id}`, { method: "PATCH", headers, body });
    }
  }

  /** Runs a verb; throws with what it said. */
  async run(...args: string[]): Promise<string> {
    const result = await execa(join(this.#lab.places.project, "lab"), args, {
      env: {
        ...scrub(process.env),
        FLUXLAB_STATE: this.#state,
        FLUXLAB_STACK: this.#place.prefix,
        FLUXLAB_CACHE: this.#lab.places.cache,
      },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: limit,
    });
    if (result.failed) {
      throw new LabError(`./lab ${args.join(" ")} failed: ${result.stderr.slice(-2000)}`);
    }
    return result.stdout;
  }

  #stackFile(): string {
    return join(this.#lab.places.project, `Pulumi.${this.#place.prefix}.yaml`);
  }
}
