import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { DriftRun } from "../../cli/drift/drift-run.ts";
import { askEveryPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { eventually } from "./eventually.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const patience = 3 * 60_000;
let lab: TestLab;
let podinfoUrl: string;

beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one"], driftCheckInterval: "20s" });
  await lab.succeed("up");
  podinfoUrl = await lab.podinfoUrl("one");
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const environment = () => ({ FLUXLAB_STATE: lab.state, FLUXLAB_STACK: lab.name });
const replicas = () =>
  lab.kubectl(
    ...(["one", "--namespace", "traefik", "get", "deployment", "traefik"] as const),
    ...["--output", "jsonpath={.spec.replicas}"],
  );
const greeting = async () => (await askEveryPodinfo(podinfoUrl, () => true))?.message;
const greetsAsBefore = async () => ((await greeting()) === "podinfo in one" ? true : undefined);

describe("lab drift", () => {
  test.each([
    ["git", ["changed", "noticed", "equal", "reverted", "noticed again", "equal again"]],
    ["kustomize", ["changed", "noticed", "equal", "ready"]],
    ["helm", ["changed", "noticed", "equal", "ready"]],
  ])("%s shows how it is healed, and leaves no trace", async (demo, stages) => {
    const run = JSON.parse(await lab.succeed("drift", demo, "--json")) as DriftRun;
    expect(run.marks.map(({ stage }) => stage)).toEqual(stages);
    const times = run.marks.map(({ ms }) => ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(run).toMatchObject({ demo, cluster: "one", stopped: null, undone: null });
    if (demo === "helm") {
      // The pods are as Git says; the ingress hears of it a moment later.
      await eventually("podinfo greets as before", 5000, greetsAsBefore);
    }
    expect(await greeting()).toBe("podinfo in one");
  });

  test.each(["git", "kustomize", "helm"])(
    "%s puts everything back when interrupted",
    async (demo) => {
      const running = execa(`${project}/lab`, ["drift", demo, "--json"], {
        env: environment(),
        reject: false,
        all: true,
      });
      let seen = "";
      running.all.on("data", (data: Buffer) => (seen += data.toString()));
      await eventually("the change is made", patience, () => {
        return Promise.resolve(seen.includes("changed       ") ? true : undefined);
      });
      running.kill("SIGINT");
      const { exitCode, stdout } = await running;
      expect(exitCode).toBe(130);
      const run = JSON.parse(stdout) as DriftRun;
      expect(run.stopped).toBe("interrupted");
      expect(run.undone).not.toBeNull();
      expect(await replicas()).toBe("1");
      await eventually("podinfo greets as before", patience, greetsAsBefore);
    },
  );

  test("refuses a demonstration that there is none of", async () => {
    const { exitCode, all } = await lab.run("drift", "docker");
    expect(exitCode).toBe(1);
    expect(all).toContain("git, kustomize, helm");
  });
});

test("lab watch shows drift as it comes and goes", async () => {
  const watching = execa(`${project}/lab`, ["watch"], {
    env: environment(),
    reject: false,
    all: true,
  });
  let seen = "";
  watching.all.on("data", (data: Buffer) => (seen += data.toString()));
  await sleep(5000);
  await lab.succeed("drift", "kustomize");
  await eventually("watch has said so", patience, () => {
    return Promise.resolve(seen.includes("HEALED Deployment traefik/traefik") ? true : undefined);
  });
  expect(seen).toContain("DRIFT Deployment traefik/traefik: replicas");
  watching.kill("SIGINT");
  expect((await watching).exitCode).toBe(0);
});

test("lab report shows the last run, of one kind or whichever it was", async () => {
  await lab.succeed("release", "6.9.3-lab.1");
  const file = (await lab.succeed("report")).trim();
  expect(file).toBe(`${lab.state}/report.html`);
  expect(readFileSync(file, "utf8")).toContain("Release of podinfo 6.9.3-lab.1");
  await lab.succeed("report", "--of", "drift");
  expect(readFileSync(file, "utf8")).toContain("Drift in one: kustomize");
});
