import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { locateToolchain } from "../../toolchain/index.ts";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { eventually } from "./eventually.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const toolchain = locateToolchain();
const directory = mkdtempSync(join(tmpdir(), "fluxlab-plain-"));
let lab: TestLab;

/** A person's own environment: tools and plugins on PATH, a backend and a passphrase of their own. */
const own = () => ({
  PATH: [toolchain.bin, pluginDirectory(), dirname(process.execPath), process.env["PATH"]].join(
    ":",
  ),
  PULUMI_HOME: join(directory, "home"),
  PULUMI_BACKEND_URL: `file://${directory}`,
  PULUMI_CONFIG_PASSPHRASE: "of their own",
  PULUMI_STACK: lab.name,
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  FLUXLAB_STATE: lab.state,
  FLUXLAB_STACK: lab.name,
});

function pluginDirectory(): string {
  return dirname(toolchain.plugins[0]?.program ?? "");
}

/** Plain pulumi in the checkout; what it said, also when it failed. */
async function pulumi(args: string[], change: Record<string, string> = {}) {
  const options = { cwd: project, env: { ...own(), ...change }, all: true, reject: false } as const;
  return execa("pulumi", [...args, "--non-interactive"], { ...options, timeout: 8 * 60_000 });
}

beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one"] });
  const made = await pulumi(["stack", "init", lab.name], { PULUMI_STACK: "" });
  expect(made.all).toContain(`Created stack '${lab.name}'`);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

test("a preview needs no Docker, no tools and no parts, and says what it does without", async () => {
  const { exitCode, all } = await pulumi(["preview"], {
    DOCKER_HOST: "unix:///nowhere.sock",
    FLUXLAB_CACHE: join(directory, "empty"),
  });
  expect(all).toContain("Docker does not answer");
  expect(all).toMatch(/This preview leaves out Flux's own objects or charts.*install\.yaml/);
  expect(all).toMatch(/docker:index:Container lab-gitea-container create/);
  expect(all).toMatch(/command:local:Command lab-one-k3d create/);
  expect(exitCode).toBe(0);
});

test("an update without Docker is refused before anything is made, in one error", async () => {
  const { exitCode, all } = await pulumi(["up", "--yes", "--skip-preview"], {
    DOCKER_HOST: "unix:///nowhere.sock",
  });
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/cannot come up like this:\s+- Docker does not answer/);
  expect(all).not.toContain("at async");
  const { stdout } = await pulumi(["stack", "export"]);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: { type: string }[] } };
  expect((deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"))).toEqual(
    [],
  );
});

test("up, and a second preview shows no change", async () => {
  const up = await pulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"]);
  expect([up.exitCode, up.exitCode === 0 ? "" : up.all]).toEqual([0, ""]);
  const preview = await pulumi(["preview", "--expect-no-changes"]);
  expect([preview.exitCode, preview.exitCode === 0 ? "" : preview.all]).toEqual([0, ""]);
});

test("the verbs of ./lab work on it", async () => {
  const env = own();
  const run = async (...args: string[]) =>
    execa(join(project, "lab"), args, { env, all: true, reject: false, timeout: 8 * 60_000 });
  await eventually("podinfo to serve its first version", 180_000, async () =>
    (await run("status")).all.includes("podinfo serves 6.9.2") ? true : undefined,
  );
  const released = await run("release", "6.9.3-lab.1");
  expect([released.exitCode, released.all]).toEqual([0, expect.stringContaining("6.9.3-lab.1")]);
  const { stdout } = await run("pulumi", "stack", "output", "apps", "--show-secrets", "--json");
  const [app] = JSON.parse(stdout) as { urls: { one: string } }[];
  expect((await askPodinfo(app?.urls.one ?? ""))?.version).toBe("6.9.3-lab.1");
  const again = await run("up");
  expect(again.all).toContain("The lab is up");
  expect(again.all).not.toMatch(/ (created|replaced|deleted) \(/);
  const down = await run("down");
  expect([down.exitCode, down.all]).toEqual([0, expect.stringContaining("The lab is gone")]);
});
