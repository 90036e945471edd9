import type { Box } from "./box.ts";
import type { Ran } from "./machine/machine.ts";
import { released } from "./sites/released.ts";

/** What a shell of the user's starts with, besides what the machine gives. */
export type Shell = Readonly<Record<string, string>>;

const arch = process.arch === "x64" ? "amd64" : process.arch;
const github = "https://github.com";

/** How the projects' own pages say that their tools are installed, without root. */
const installTools = `
mkdir -p ~/.local/bin
curl -fsSL ${github}/pulumi/pulumi/releases/download/v${released.pulumi}/pulumi-v${released.pulumi}-linux-${process.arch}.tar.gz |
  tar -xz --strip-components=1 -C ~/.local/bin
curl -fsSLo ~/.local/bin/k3d ${github}/k3d-io/k3d/releases/download/v${released.k3d}/k3d-linux-${arch}
curl -fsSLo ~/.local/bin/kubectl https://dl.k8s.io/release/v${released.kubernetes}/bin/linux/${arch}/kubectl
chmod +x ~/.local/bin/k3d ~/.local/bin/kubectl
`;

/** Somebody who has a fresh clone on the box's machine, and types lines into shells. */
export class Visitor {
  readonly #box: Box;
  readonly #clone: string;
  readonly #shell: Shell;

  private constructor(box: Box, clone: string, shell: Shell) {
    this.#box = box;
    this.#clone = clone;
    this.#shell = shell;
  }

  /** One with a clone, whose stack has few clusters, and with nothing installed. */
  static async arrive(box: Box, name: string, shell: Shell = {}): Promise<Visitor> {
    const visitor = new Visitor(box, await box.cloneCheckout(name), shell);
    await visitor.typed("sed -i '/- core-infra/d; /- dmz-infra/d' Pulumi.local.yaml");
    return visitor;
  }

  /** Installs the tools of a Pulumi user, and the program's libraries. */
  async install(): Promise<void> {
    await this.typed(installTools);
    await this.typed("npm install --no-fund --no-audit");
  }

  /** Types lines into a new shell in the clone, which ends at the first that fails. */
  async type(lines: string, shell: Shell = {}): Promise<Ran> {
    return this.#box.machine.run(["bash", "-euo", "pipefail", "-c", lines], {
      directory: this.#clone,
      env: {
        PATH: "/home/ada/.local/bin:/usr/local/bin:/usr/bin:/bin",
        // A person answers yes where Pulumi asks.
        PULUMI_SKIP_CONFIRMATIONS: "true",
        ...this.#shell,
        ...shell,
      },
      limit: 15 * 60_000,
    });
  }

  /** What lines said that have to work. */
  async typed(lines: string, shell: Shell = {}): Promise<string> {
    const { failed, exitCode, all } = await this.type(lines, shell);
    if (failed) {
      throw new Error(`${lines}\nfailed (exit ${exitCode}):\n${all}`);
    }
    return all;
  }

  /** What is in the machine's Docker besides images. */
  async inDocker(): Promise<string[]> {
    const said = await this.typed(
      "docker ps --all --format '{{.Names}}'; docker volume ls --quiet; " +
        "docker network ls --filter type=custom --format '{{.Name}}'",
    );
    return said.split("\n").filter((line) => line !== "");
  }
}
