import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { locateToolchain } from "../../toolchain/index.ts";
import { copyCheckout } from "./checkout-copy.ts";
import { eventually } from "./eventually.ts";
import { inDocker } from "./machine-inventory.ts";
import { readmeCommands } from "./readme-commands.ts";
import { freeName, ownSettings } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const toolchain = locateToolchain();
const directory = mkdtempSync(join(tmpdir(), "fluxlab plain "));
const checkout = join(directory, "a clone");
let name: string;

/** A person's own environment: tools and plugins on PATH, nothing of the lab's. */
const own = (): Record<string, string> => ({
  PATH: [
    toolchain.bin,
    dirname(toolchain.plugins[0]?.program ?? ""),
    dirname(process.execPath),
    process.env["PATH"],
  ].join(":"),
  PULUMI_HOME: join(directory, "pulumi home"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  // A person answers yes where Pulumi asks.
  PULUMI_SKIP_CONFIRMATIONS: "true",
});

/** Types lines into a shell in the clone, which ends at the first that fails. */
async function type(lines: string, env: Record<string, string> = {}) {
  return execa("bash", ["-euo", "pipefail", "-c", lines], {
    cwd: checkout,
    env: { ...own(), ...env },
    all: true,
    reject: false,
    timeout: 12 * 60_000,
  });
}

/** What lines said that have to work. */
async function typed(lines: string, env: Record<string, string> = {}): Promise<string> {
  const { exitCode, all } = await type(lines, env);
  expect([exitCode, exitCode === 0 ? "" : all]).toEqual([0, ""]);
  return all;
}

/** Somebody with a backend, a passphrase and a stack of their own. */
const choosy = () => ({
  PULUMI_BACKEND_URL: `file://${directory}`,
  PULUMI_CONFIG_PASSPHRASE: "of their own",
  PULUMI_STACK: "local",
});

beforeAll(async () => {
  const free = await freeName();
  name = free.name;
  await copyCheckout(checkout, { ...ownSettings(name, free.ports), clusters: ["core-app"] });
});

afterAll(async () => {
  await type("./lab down");
  rmSync(directory, { recursive: true, force: true });
});

describe("with a backend and a passphrase of one's own", () => {
  const nowhere = { DOCKER_HOST: "unix:///nowhere.sock" };

  test("a preview needs no Docker, no tools and no parts, and says what it does without", async () => {
    await typed("pulumi stack init local", { ...choosy(), PULUMI_STACK: "" });
    const said = await typed("pulumi preview", {
      ...choosy(),
      ...nowhere,
      FLUXLAB_CACHE: join(directory, "empty"),
    });
    expect(said).toContain("Docker does not answer");
    expect(said).toMatch(/This preview leaves out Flux's own objects or charts.*install\.yaml/);
    expect(said).toMatch(/docker:index:Container lab-gitea-container create/);
    expect(said).toMatch(/command:local:Command lab-core-app-k3d create/);
  });

  test("an update without Docker is refused before anything is made, in one error", async () => {
    const { exitCode, all } = await type("pulumi up --skip-preview", { ...choosy(), ...nowhere });
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/cannot come up like this:\s+- Docker does not answer/);
    expect(all).not.toContain("at async");
    const { deployment } = JSON.parse(await typed("pulumi stack export", choosy())) as {
      deployment: { resources?: { type: string }[] };
    };
    const made = (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
    expect(made).toEqual([]);
  });

  test("up makes a lab that the next preview leaves alone, and ./lab down takes it away", async () => {
    await typed("pulumi up --skip-preview && pulumi preview --expect-no-changes", choosy());
    await eventually("podinfo to serve its first version", 180_000, async () =>
      (await type("./lab status", choosy())).all.includes("podinfo serves 6.9.2")
        ? true
        : undefined,
    );
    expect(await typed("./lab down", choosy())).toContain("The lab is gone");
    expect(await inDocker(name)).toEqual([]);
  });
});

describe("the README's section for Pulumi users, typed as it stands", () => {
  const [begin = "", change = ""] = readmeCommands("As a Pulumi user");

  test("makes a lab, and ./lab goes on with it", async () => {
    await typed("git checkout --quiet Pulumi.local.yaml");
    expect(await typed(begin)).toContain("apps");
    expect(await typed("./lab up")).not.toMatch(/ (created|replaced|deleted) \(/);
    expect(await typed("./lab release 6.9.3-lab.1")).toContain("serves 6.9.3-lab.1");
    const outputs = await typed("./lab pulumi stack output apps --show-secrets --json");
    const [app] = JSON.parse(outputs) as { urls: Record<string, string> }[];
    expect((await askPodinfo(app?.urls["core-app"] ?? ""))?.version).toBe("6.9.3-lab.1");
  });

  test("a shell with ./lab env has the lab's pulumi, kubectl and flux", async () => {
    const said = await typed(
      'eval "$(./lab env)"\npulumi preview --expect-no-changes\n' +
        "kubectl --context core-app get nodes\nflux --context core-app get kustomizations",
    );
    expect(said).toContain("infra-controllers");
  });

  test("a shell stops at ./lab env where that fails", async () => {
    const { exitCode, all } = await type('eval "$(./lab env)"\necho went on', {
      FLUXLAB_STACK: "no/name",
    });
    expect(exitCode).not.toBe(0);
    expect(all).not.toContain("went on");
  });

  test("changes a setting, and leaves nothing behind", async () => {
    await typed(`export PULUMI_CONFIG_PASSPHRASE=fluxlab\n${change}`);
    expect(await inDocker(name)).toEqual([]);
    const diff = await typed("git diff --unified=0");
    expect(diff).toMatch(/^\+ +fluxlab:driftCheckInterval: 1m$/m);
    // Pulumi writes numbers its own way and adds its salt; what people wrote for readers stays.
    expect(diff).not.toMatch(/^- *#/m);
  });
});
