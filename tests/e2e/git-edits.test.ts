import { readFileSync, writeFileSync } from "node:fs";
import { execa } from "execa";
import type { DriftRun } from "../../cli/drift/drift-run.ts";
import type { ReleaseReport } from "../../cli/release/report.ts";
import type { LabStatus } from "../../cli/status/status.ts";
import { eventually } from "./eventually.ts";
import { FleetRepository } from "./fleet-repository.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const patience = 3 * 60_000;
let lab: TestLab;
let fleet: FleetRepository;

beforeAll(async () => {
  const settings = { clusters: ["one", "two"], driftCheckInterval: "30s" };
  lab = await TestLab.create(settings, `fluxlab e2e @#%41'"äß `);
  fleet = new FleetRepository(lab);
  await lab.succeed("up");
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const environment = () => ({ FLUXLAB_STATE: lab.state, FLUXLAB_STACK: lab.name });

async function textOf(path: string): Promise<string> {
  const { content } = (await fleet.api("GET", `/contents/${path}?ref=main`)) as { content: string };
  return Buffer.from(content, "base64").toString();
}

async function headOf(branch: string): Promise<string> {
  const { commit } = (await fleet.api("GET", `/branches/${branch}`)) as { commit: { id: string } };
  return commit.id;
}

/** Whether a verb refuses, at once and in these words, and Git stays as it is. */
async function isRefused(args: readonly string[], ...words: readonly string[]): Promise<void> {
  const before = await headOf("main");
  const { exitCode, all, durationMs } = await lab.run(...args);
  expect([exitCode, ...words.filter((word) => !all.includes(word))]).toEqual([1]);
  expect(durationMs).toBeLessThan(60_000);
  expect(await headOf("main")).toBe(before);
}

async function becomesReady(): Promise<LabStatus> {
  return eventually(
    "the lab is ready",
    patience,
    async () => {
      const { exitCode, stdout } = await lab.run("status", "--json");
      return exitCode === 0 ? (JSON.parse(stdout) as LabStatus) : undefined;
    },
    async () => (await lab.run("status")).all,
  );
}

test("a message that is a block of lines is changed alone, and comes back byte for byte", async () => {
  const file = "apps/one/podinfo.yaml";
  await fleet.edit(file, (text) =>
    text.replace(/message: .*/, "message: |- # why\n        podinfo\n        in one"),
  );
  const before = await textOf(file);
  const run = JSON.parse(await lab.succeed("drift", "git", "--json")) as DriftRun;
  expect(run).toMatchObject({ stopped: null, undone: null });
  expect(run.commits).toHaveLength(2);
  const { files } = (await fleet.api("GET", `/git/commits/${run.commits[0] ?? ""}`)) as {
    files: { filename: string }[];
  };
  expect(files.map(({ filename }) => filename)).toEqual([file]);
  expect(await textOf(file)).toBe(before);
});

test("a release goes to the branch that Flux follows, whatever Gitea's default branch is", async () => {
  await fleet.api("POST", "/branches", { new_branch_name: "other", old_ref_name: "main" });
  await fleet.api("PATCH", "", { default_branch: "other" });
  const other = await headOf("other");
  const report = JSON.parse(await lab.succeed("release", "6.9.3-lab.1", "--json")) as ReleaseReport;
  expect(await headOf("main")).toBe(report.commit);
  expect(await headOf("other")).toBe(other);
  await fleet.api("PATCH", "", { default_branch: "main" });
});

describe("an app that is taken out of Git in one cluster", () => {
  test("is not waited for there", async () => {
    const place = "/contents/clusters/two/apps.yaml";
    const { sha } = (await fleet.api("GET", place)) as { sha: string };
    await fleet.api("DELETE", place, { sha, message: "Nothing runs in two", branch: "main" });
    await eventually("podinfo is gone from two", patience, async () => {
      const left = await lab.kubectl("two", "get", "helmreleases", "--all-namespaces");
      return left.includes("podinfo") ? undefined : true;
    });
    const { clusters } = await becomesReady();
    expect(clusters[1]?.podinfo).toMatchObject({ expected: false, version: null });
    await lab.succeed("up");
  });

  test("is released to the other cluster only, and that is said", async () => {
    const said = await lab.succeed("release", "6.9.2");
    expect(said).toContain("Left out: Git brings no podinfo to two.");
    await isRefused(["release", "6.9.3-lab.1", "--cluster", "two"], "Git brings no podinfo to two");
    await isRefused(["drift", "helm", "--cluster", "two"], "to two");
  });
});

test("what is suspended stops release, drift, up and a switch at once, with the command", async () => {
  await lab.succeed(
    ...["flux", "--cluster", "one", "suspend", "kustomization", "apps"],
    ...["--namespace", "flux-system"],
  );
  const resume = [
    ...["flux", "--cluster", "one", "resume", "kustomization", "apps"],
    ...["--namespace", "flux-system"],
  ];
  const command = `./lab ${resume.join(" ")}`;
  await isRefused(["release", "6.9.3-lab.1"], command);
  await isRefused(["drift", "git"], command);
  await isRefused(["up"], command);
  lab.configure({ topology: "multi-tenancy" });
  await isRefused(["up"], "would stay behind", command);
  lab.configure({ topology: "multi-cluster" });
  await lab.succeed(...resume);
  await becomesReady();
});

describe("settings", () => {
  test("that would delete a cluster are refused without --yes", async () => {
    lab.configure({ clusters: ["one"] });
    await isRefused(["up"], "cluster two", "./lab up --yes");
    lab.configure({ clusters: ["one", "two"] });
  });

  test("that are lists are set as documented, and what --path leaves empty is told", async () => {
    await lab.succeed("pulumi", "config", "set", "fluxlab:clusters", '["one","two"]');
    await lab.succeed("pulumi", "preview", "--expect-no-changes");
    await lab.succeed("pulumi", "config", "set", "--path", "fluxlab:tenants[2]", "team-c");
    const { exitCode, all } = await lab.run("pulumi", "preview");
    expect(exitCode).not.toBe(0);
    expect(all).toContain(`fluxlab:tenants '["team-a","team-b","team-c"]'`);
    await lab.succeed("pulumi", "config", "rm", "fluxlab:tenants");
  });
});

test("a reader that goes away ends nothing badly", async () => {
  const piped = (verb: string) =>
    execa("bash", ["-c", `set -o pipefail; "$0" ${verb} | head -n 1`, `${project}/lab`], {
      env: environment(),
      all: true,
      reject: false,
      timeout: patience,
    });
  const status = await piped("status");
  expect([status.exitCode, status.all]).toEqual([0, expect.stringMatching(/^one: ready.*$/)]);
  const watching = piped("watch");
  await lab.succeed("drift", "kustomize", "--now");
  await lab.succeed("drift", "kustomize", "--now");
  const { exitCode, all } = await watching;
  expect(exitCode).toBe(0);
  expect(all.split("\n")).toHaveLength(1);
});

test("a stack's file that is no YAML is named with its line, and down works from the state", async () => {
  const lines = readFileSync(lab.stackFile, "utf8").split("\n");
  writeFileSync(lab.stackFile, [...lines, "  fluxlab:labels: [", ""].join("\n"));
  const where = `Pulumi.${lab.name}.yaml:`;
  for (const verb of ["status", "up", "watch", "env"]) {
    const { exitCode, all } = await lab.run(verb);
    expect([exitCode, all]).toEqual([1, expect.stringContaining(where)]);
    expect(all).not.toMatch(/^ +at /m);
  }
  const doctor = await lab.run("doctor");
  expect(doctor.all).toContain(where);
  expect(doctor.all).toContain("Node v");
  const down = await lab.run("down");
  expect([down.exitCode, down.all]).toEqual([0, expect.stringContaining(where)]);
  const filter = `label=fluxlab.lab=${lab.name}`;
  expect((await execa("docker", ["ps", "--all", "--quiet", "--filter", filter])).stdout).toBe("");
});
