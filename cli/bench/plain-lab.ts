import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { labAddresses } from "../../components/gitea-server/addresses.ts";
import { selectFluxManifests } from "../../components/flux-bootstrap/manifests.ts";
import { textOf } from "../../components/parts/fetch-file.ts";
import { labParts } from "../lab/lab-parts.ts";
import type { BenchLab } from "./bench-lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import type { BenchPlace } from "./bench-place.ts";
import type { Contestant } from "./contestant.ts";
import { account, PlainGitea, type Run } from "./plain-gitea.ts";

/** Milliseconds for one command. */
const limit = 600_000;

/**
 * The same lab made with docker, k3d, kubectl, flux and git alone, on the same images: either one
 * command after the other, as a script does it, or whatever can go at once at once.
 */
export class PlainLab implements Contestant {
  readonly #lab: BenchLab;
  readonly #place: BenchPlace;
  readonly #directory: string;
  readonly #atOnce: boolean;
  readonly #gitea: PlainGitea;

  constructor(lab: BenchLab, place: BenchPlace, directory: string, atOnce: boolean) {
    this.#lab = lab;
    this.#place = place;
    this.#directory = directory;
    this.#atOnce = atOnce;
    this.#gitea = new PlainGitea(place, labParts(lab), directory, this.#run);
  }

  async up(): Promise<void> {
    const { prefix, subnet, clusters } = this.#place;
    await rm(this.#directory, { recursive: true, force: true });
    await mkdir(this.#directory, { recursive: true });
    const { gateway, dynamicRange } = labAddresses(subnet);
    await this.#run("docker", [
      ...["network", "create", "--subnet", subnet, "--gateway", gateway],
      ...["--ip-range", dynamicRange, prefix],
    ]);
    const gitea = async (): Promise<void> => {
      await this.#gitea.start();
      await this.#gitea.fill();
    };
    if (!this.#atOnce) {
      await gitea();
      for (const cluster of clusters) {
        await this.#create(cluster);
        await this.#install(cluster);
        await this.#sync(cluster);
      }
      return;
    }
    const filled = gitea();
    await Promise.all([
      filled,
      ...clusters.map(async (cluster) => {
        await this.#create(cluster);
        await this.#install(cluster);
        await filled;
        await this.#sync(cluster);
      }),
    ]);
  }

  async down(): Promise<void> {
    const { prefix, clusters } = this.#place;
    const quietly = (...args: [string, string[]]): Promise<unknown> =>
      this.#run(...args).catch(() => undefined);
    const removals = [
      ...clusters.map((cluster) => () => {
        return quietly("k3d", ["cluster", "delete", `${prefix}-${cluster}`]);
      }),
      () => quietly("docker", ["rm", "--force", "--volumes", `${prefix}-gitea`]),
    ];
    if (this.#atOnce) {
      await Promise.all(removals.map((remove) => remove()));
    } else {
      for (const remove of removals) {
        await remove();
      }
    }
    await quietly("docker", ["volume", "rm", `${prefix}-gitea`]);
    await quietly("docker", ["network", "rm", prefix]);
    await rm(this.#directory, { recursive: true, force: true });
  }

  git(): Promise<{ url: string; username: string; password: string }> {
    return Promise.resolve({ url: `${this.#gitea.url}/platform/fleet.git`, ...account });
  }

  async #create(cluster: string): Promise<void> {
    const { prefix, clusters, firstApiPort, firstIngressPort } = this.#place;
    const slot = clusters.indexOf(cluster);
    const { images, imageArchives } = labParts(this.#lab);
    const archives =
      imageArchives === undefined
        ? []
        : ["--volume", `${imageArchives}:/var/lib/rancher/k3s/agent/images:ro@server:0`];
    await this.#run("k3d", [
      ...["cluster", "create", `${prefix}-${cluster}`, "--image", images.node],
      ...["--network", prefix, "--no-lb", "--api-port", `127.0.0.1:${firstApiPort + slot}`],
      ...["--port", `127.0.0.1:${firstIngressPort + slot}:80@server:0:direct`],
      ...archives,
      ...["--k3s-arg", "--disable=traefik,servicelb,metrics-server,local-storage@server:0"],
      ...["--kubeconfig-update-default=false", "--kubeconfig-switch-context=false"],
      ...["--wait", "--timeout", "180s"],
    ]);
    const kubeconfig = await this.#run("k3d", ["kubeconfig", "get", `${prefix}-${cluster}`]);
    await writeFile(this.#kubeconfig(cluster), kubeconfig, { mode: 0o600 });
  }

  /**
   * Flux's controllers, and before them the way to Gitea: a connection to a Service that kube-proxy
   * does not know yet leaves the machine, and whatever answers there is kept as if it were Gitea.
   */
  async #install(cluster: string): Promise<void> {
    const to = ["--kubeconfig", this.#kubeconfig(cluster)];
    const before = [fluxNamespace, wayToGitea(labAddresses(this.#place.subnet).gitea)];
    if (!this.#atOnce) {
      await this.#apply(cluster, before);
      await this.#run("flux", [...to, "install"]);
      return;
    }
    // With the arguments that the lab gives controllers: a floor that waits 30 s for nothing is none.
    const manifests = await textOf(labParts(this.#lab).fluxManifests);
    const { foundation, controllers } = selectFluxManifests(manifests, { lockdown: false });
    await this.#apply(cluster, [...before, foundation, controllers]);
    await this.#run("kubectl", [
      ...[...to, "--namespace", "flux-system", "wait", "deployment", "--all"],
      ...["--for=condition=Available", "--timeout=300s"],
    ]);
  }

  async #apply(cluster: string, manifests: readonly string[]): Promise<void> {
    const file = join(this.#directory, `${cluster}.yaml`);
    await writeFile(file, manifests.join("---\n"));
    const to = ["--kubeconfig", this.#kubeconfig(cluster)];
    await this.#run("kubectl", [...to, "apply", "--server-side", "--filename", file]);
  }

  async #sync(cluster: string): Promise<void> {
    const to = ["--kubeconfig", this.#kubeconfig(cluster), "create"];
    await this.#run("flux", [
      ...[...to, "source", "git", "flux-system", "--silent", "--interval=1m", "--branch=main"],
      ...["--url=http://gitea:3000/platform/fleet.git", `--username=${account.username}`],
      `--password=${account.password}`,
    ]);
    await this.#run("flux", [
      ...[...to, "kustomization", "flux-system", "--source=GitRepository/flux-system"],
      ...[`--path=./clusters/${cluster}`, "--prune=true", "--interval=1m"],
    ]);
  }

  #kubeconfig(cluster: string): string {
    return join(this.#directory, `${cluster}.kubeconfig`);
  }

  readonly #run: Run = async (command, args, cwd) => {
    const result = await execa(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: this.#lab.env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: limit,
    });
    if (result.failed) {
      const said = result.stderr.trim() || result.stdout.trim() || result.shortMessage;
      throw new LabError(`${command} ${args.slice(0, 4).join(" ")} failed: ${said}`);
    }
    return result.stdout;
  };
}

const fluxNamespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n";

function wayToGitea(address: string): string {
  const metadata = { name: "gitea", namespace: "flux-system" };
  const service = {
    ...{ apiVersion: "v1", kind: "Service", metadata },
    spec: { ports: [{ name: "http", port: 3000 }] },
  };
  const slice = {
    ...{ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", addressType: "IPv4" },
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": "gitea" } },
    endpoints: [{ addresses: [address] }],
    ports: [{ name: "http", port: 3000 }],
  };
  return `${JSON.stringify(service)}\n---\n${JSON.stringify(slice)}\n`;
}
