import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../components/parts/cache.ts";
import { createAuthority } from "./internet/authority.ts";
import { ConnectProxy } from "./internet/connect-proxy.ts";
import { Internet, type Site } from "./internet/internet.ts";
import { startNameServer } from "./internet/name-server.ts";
import { startWayOut } from "./internet/way-out.ts";
import { boxName, reapDeadBoxes } from "./dead-boxes.ts";
import { distribution } from "./machine/distribution.ts";
import { Machine, type MachineNetwork } from "./machine/machine.ts";
import { registries, registrySites } from "./sites/image-registry.ts";
import { ImageStore } from "./sites/image-store.ts";
import { releasedImages } from "./sites/images.ts";
import { languageHostPlace, releaseAssets } from "./sites/release-assets.ts";
import { pinStandIns } from "./sites/pin-stand-ins.ts";
import { releaseSites } from "./sites/release-sites.ts";
import { findSourceBuilt } from "./sites/source-built.ts";

/** The checkout. */
const project = join(import.meta.dirname, "..", "..");

/** Of this machine: what its way out is trusted by. */
const certificateBundle = "/etc/ssl/certs/ca-certificates.crt";

const proxyPort = 3128;

/** An internet in a box, and a machine in it. */
export class Box implements AsyncDisposable {
  readonly internet: Internet;
  readonly machine: Machine;
  readonly proxy: ConnectProxy;
  /** What a user has to set to go through the proxy. Nothing leads there otherwise. */
  readonly proxyUrl: string;
  readonly #addresses: Map<string, string>;
  /** Directory of what the release sites have. */
  readonly #assets: string;
  readonly #ends: Ends;

  private constructor({ addresses, assets, ...parts }: Assembled, ends: Ends) {
    this.#addresses = addresses;
    this.#assets = assets;
    this.internet = parts.internet;
    this.machine = parts.machine;
    this.proxy = parts.proxy;
    this.proxyUrl = parts.proxyUrl;
    this.#ends = ends;
  }

  /** A box that works. Removes first what killed test runs left behind. */
  static async create(): Promise<Box> {
    await reapDeadBoxes();
    const ends: Ends = [];
    try {
      return new Box(await assemble(ends), ends);
    } catch (error) {
      await endAll(ends);
      throw error;
    }
  }

  /**
   * A clone of the checkout, with a commit of what is not committed yet and of the checksums of
   * charts that stand in for others; its path in the user's home.
   */
  async cloneCheckout(name = "fluxlab"): Promise<string> {
    const clone = this.machine.home(name);
    await execa("git", ["clone", "--quiet", "--no-hardlinks", project, clone]);
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const files = execa("git", list, { cwd: project, buffer: false });
    const pack = ["-C", project, "--ignore-failed-read", "--null", "-T-", "-c"];
    await files.pipe("tar", pack, { buffer: false }).pipe("tar", ["-xC", clone]);
    await pinStandIns(join(clone, "components", "parts", "public-parts.ts"), this.#assets);
    const author = ["-c", "user.name=box", "-c", "user.email=box@localhost"];
    await execa("git", [...author, "commit", "--quiet", "--all", "--message=Now"], { cwd: clone });
    await this.machine.own(name);
    return `/home/ada/${name}`;
  }

  /** While `work` lasts, the machine's name server knows nobody: the proxy alone leads out. */
  async behindProxy<Result>(work: () => Promise<Result>): Promise<Result> {
    const known = [...this.#addresses];
    this.#addresses.clear();
    try {
      return await work();
    } finally {
      known.forEach(([host, address]) => this.#addresses.set(host, address));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endAll(this.#ends);
  }
}

/** What a box is made of. */
type Assembled = Pick<Box, "internet" | "machine" | "proxy" | "proxyUrl"> & {
  addresses: Map<string, string>;
  assets: string;
};

/** What has to be ended, in the order in which it began. */
type Ends = (() => unknown)[];

async function endAll(ends: Ends): Promise<void> {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
}

async function assemble(ends: Ends): Promise<Assembled> {
  const cache = join(cacheDirectory(), "networked");
  const built = findSourceBuilt();
  if (built === undefined) {
    throw new Error("a box serves what was built from source: ./lab toolchain --from-source");
  }
  const [system, assets] = await Promise.all([distribution(cache), releaseAssets(built, cache)]);

  const name = boxName();
  const place = join(cache, name);
  await mkdir(place, { recursive: true });
  ends.push(() => rm(place, { recursive: true, force: true }));

  const npmRegistry = new URL((await execa("npm", ["config", "get", "registry"])).stdout);
  const sitesWith = (store: ImageStore): Map<string, Site> =>
    new Map([
      ...releaseSites(assets),
      ...registries.flatMap((registry) => registrySites(registry, store)),
    ]);
  const hosts = [...sitesWith(new ImageStore()).keys()];
  const authority = await createAuthority(join(place, "authority"), hosts);
  const certificates = `${await readFile(certificateBundle, "utf8")}\n${authority.root}`;
  const sites = sitesWith(await releasedImages(built, cache, certificates));

  const network = networkOf(name);
  const [siteAddress, outAddress] = network.internet;
  const addresses = new Map(hosts.map((host) => [host, siteAddress]));
  addresses.set(npmRegistry.hostname, outAddress);

  const options = { place: join(place, "machine"), distribution: system, network, certificates };
  const machine = await Machine.start(options);
  ends.push(() => machine[Symbol.asyncDispose]());
  const nameServer = await startNameServer(siteAddress, addresses);
  ends.push(() => nameServer.close());
  const port = Number(npmRegistry.port || 443);
  const wayOut = await startWayOut(outAddress, npmRegistry.hostname, port);
  ends.push(() => wayOut.close());
  const internet = await Internet.start(sites, authority, siteAddress);
  ends.push(() => internet[Symbol.asyncDispose]());
  const known = new Map(addresses);
  const proxy = await ConnectProxy.start(siteAddress, proxyPort, (host) => known.get(host));
  ends.push(() => proxy[Symbol.asyncDispose]());

  await machine.install(join(built.directory, "bin", "nodejs-language-host"), languageHostPlace);
  await machine.setNpmRegistry(npmRegistry.href);
  return {
    addresses,
    assets,
    internet,
    machine,
    proxy,
    proxyUrl: `http://${siteAddress}:${proxyPort}`,
  };
}

/** Addresses that are for carriers' own networks (RFC 6598), and so in nobody's way. */
function networkOf(name: string): MachineNetwork {
  const unique = process.pid % (64 * 256);
  const address = (host: number): string => `100.${64 + (unique >> 8)}.${unique & 255}.${host}`;
  return {
    link: name,
    internet: [address(1), address(2)],
    machine: address(3),
    prefixLength: 24,
  };
}
