import { execa } from "execa";
import { eventually } from "./eventually.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

async function ownContainers(lab: TestLab): Promise<string[]> {
  const filter = `label=fluxlab.lab=${lab.name}`;
  const { stdout } = await execa("docker", [
    "ps",
    "-a",
    "--filter",
    filter,
    "--format",
    "{{.Names}}",
  ]);
  return stdout.split("\n").filter((name) => name !== "");
}

test("settings that cannot work are all refused at once, before anything is made", async () => {
  await using lab = await TestLab.create({
    clusters: ["one", "one"],
    topology: "star",
    giteaPort: 80,
  });
  const { exitCode, all } = await lab.run("up");
  expect(exitCode).not.toBe(0);
  expect(all).toContain('fluxlab:topology is "star"');
  expect(all).toContain("fluxlab:giteaPort is 80");
  expect(all).toContain("one stands there twice");
  expect(all).toContain("to mend: ./lab pulumi config set fluxlab:topology multi-cluster");
  expect(await ownContainers(lab)).toEqual([]);
});

test("preview works before the first up and makes nothing", async () => {
  await using lab = await TestLab.create({ clusters: ["one"] });
  const said = await lab.succeed("pulumi", "preview");
  expect(said).toMatch(/\d+ to create/);
  expect(await ownContainers(lab)).toEqual([]);
});

async function killUpHalfWay(lab: TestLab): Promise<void> {
  const up = execa(`${project}/lab`, ["up"], {
    env: { FLUXLAB_STATE: lab.state, FLUXLAB_STACK: lab.name },
    reject: false,
    // What outlives it would hold a pipe open, and the test with it.
    stdio: "ignore",
  });
  await eventually("the cluster's node is there", 5 * 60_000, async () => {
    const names = await ownContainers(lab);
    return names.some((name) => name.endsWith("-server-0")) ? true : undefined;
  });
  up.kill("SIGKILL");
  await up;
}

test("an up that was killed half-way is taken away by down", async () => {
  await using lab = await TestLab.create({ clusters: ["one"] });
  await killUpHalfWay(lab);
  await lab.succeed("down");
  expect(await ownContainers(lab)).toEqual([]);
});
