import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { eventually } from "./eventually.ts";
import { type MachineInventory, takeInventory } from "./machine-inventory.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

/** Longer than any drift check of this lab and what follows it. */
const patience = 3 * 60_000;

let before: MachineInventory;
let lab: TestLab;

beforeAll(async () => {
  before = await takeInventory();
  lab = await TestLab.create({ clusters: ["one", "two"], driftCheckInterval: "30s" });
  await lab.succeed("up");
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

async function served(cluster: string): Promise<string | undefined> {
  const url = await lab.podinfoUrl(cluster);
  return (await askPodinfo(url))?.version;
}

async function serves(cluster: string, version: string): Promise<void> {
  const url = await lab.podinfoUrl(cluster);
  await eventually(
    `${cluster} serves podinfo ${version}`,
    patience,
    async () => ((await askPodinfo(url))?.version === version ? true : undefined),
    () => lab.succeed("status").catch(String),
  );
}

async function head(): Promise<string> {
  const { giteaUrl, developer } = await lab.outputs();
  const url = new URL(`${giteaUrl}/platform/fleet.git`);
  url.username = developer.username;
  url.password = developer.token;
  return (await execa("git", ["ls-remote", url.href, "main"])).stdout.split("\t")[0] ?? "";
}

describe("a lab that is up", () => {
  test("serves podinfo through the ingress of every cluster", async () => {
    expect(await served("one")).toBe("6.9.2");
    expect(await served("two")).toBe("6.9.2");
  });

  test("says that all is Ready", async () => {
    const status = JSON.parse(await lab.succeed("status", "--json")) as { ready: boolean };
    expect(status.ready).toBe(true);
  });

  test("is the same after preview, up and refresh", async () => {
    await lab.succeed("pulumi", "preview", "--expect-no-changes");
    const node = await lab.nodeId("one");
    const again = await lab.succeed("up");
    expect(again).toMatch(/\d+ unchanged/);
    expect(again).not.toMatch(/\d+ (created|updated|replaced|deleted)/);
    expect(await lab.nodeId("one")).toBe(node);
    await lab.succeed("pulumi", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("keeps no secret readable in its state", async () => {
    const { developer } = await lab.outputs();
    const administrator = JSON.parse(
      await lab.succeed(
        "pulumi",
        "stack",
        "output",
        "giteaAdministrator",
        "--show-secrets",
        "--json",
      ),
    ) as { password: string };
    const state = await lab.succeed("pulumi", "stack", "export");
    expect(state).not.toContain(developer.token);
    expect(state).not.toContain(administrator.password);
    expect(state).not.toContain("client-key-data");
  });

  test("listens on loopback only", async () => {
    const format =
      "{{range $port, $to := .NetworkSettings.Ports}}{{range $to}}{{.HostIp}} {{end}}{{end}}";
    const { stdout: ids } = await execa("docker", [
      "ps",
      "-q",
      "--filter",
      `label=fluxlab.lab=${lab.name}`,
    ]);
    const { stdout } = await execa("docker", ["inspect", "--format", format, ...ids.split("\n")]);
    expect(new Set(stdout.split(/\s+/).filter((ip) => ip !== ""))).toEqual(new Set(["127.0.0.1"]));
  });
});

describe("a release", () => {
  test("of a version that there is no chart of is refused before the commit", async () => {
    const commit = await head();
    const { exitCode, all } = await lab.run("release", "9.9.9");
    expect(exitCode).toBe(1);
    expect(all).toContain("6.9.3-lab.1");
    expect(await head()).toBe(commit);
  });

  test("to one cluster changes that cluster alone", async () => {
    const json = await lab.succeed("release", "6.9.3-lab.1", "--cluster", "one", "--json");
    const { clusters } = JSON.parse(json) as {
      clusters: { name: string; timeline: Record<string, number> }[];
    };
    expect(clusters.map(({ name }) => name)).toEqual(["one"]);
    const { fetched = 0, applied = 0, upgraded = 0, serving = 0 } = clusters[0]?.timeline ?? {};
    expect([fetched, applied, upgraded, serving].every((time) => time > 0)).toBe(true);
    expect(fetched).toBeLessThanOrEqual(applied);
    expect(applied).toBeLessThanOrEqual(Math.min(upgraded, serving));
    expect(await served("one")).toBe("6.9.3-lab.1");
    expect(await served("two")).toBe("6.9.2");
  });

  test("of the version that is there already does nothing and says so", async () => {
    const commit = await head();
    const { exitCode, all } = await lab.run("release", "6.9.3-lab.1", "--cluster", "one");
    expect(exitCode).toBe(0);
    expect(all).toContain("already");
    expect(await head()).toBe(commit);
  });

  test("is left alone by the next up", async () => {
    const commit = await head();
    await lab.succeed("up");
    expect(await head()).toBe(commit);
    expect(await served("one")).toBe("6.9.3-lab.1");
  });

  test("made by hand, with git alone, is reconciled too", async () => {
    const { giteaUrl, developer } = await lab.outputs();
    const clone = mkdtempSync(join(tmpdir(), "fluxlab-clone-"));
    const url = new URL(`${giteaUrl}/platform/fleet.git`);
    url.username = developer.username;
    url.password = developer.token;
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=me", "-c", "user.email=me@example.invalid", ...args], {
        cwd: clone,
      });
    await git("clone", "--quiet", url.href, ".");
    const path = join(clone, "apps/two/podinfo.yaml");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("version: 6.9.2", "version: 6.9.3-lab.2"),
    );
    await git("commit", "--quiet", "--all", "--message", "Try the second rebuild in two");
    await git("push", "--quiet");
    rmSync(clone, { recursive: true });
    await serves("two", "6.9.3-lab.2");
    expect(await served("one")).toBe("6.9.3-lab.1");
  });
});

describe("drift", () => {
  test.each([
    ["Kustomize", "traefik", "traefik"],
    ["Helm", "podinfo", "podinfo"],
  ])("of what %s manages is healed", async (_, namespace, name) => {
    await lab.kubectl("one", "--namespace", namespace, "delete", "deployment", name);
    await eventually(`deployment ${name} is back`, patience, async () => {
      const args = ["--namespace", namespace, "get", "deployment", name, "--ignore-not-found"];
      const ready = await lab.kubectl("one", ...args, "-o", "jsonpath={.status.readyReplicas}");
      return ready === "1" ? true : undefined;
    });
    await serves("one", "6.9.3-lab.1");
  });
});

describe("after a restart", () => {
  test("Gitea has its data", async () => {
    const commit = await head();
    await execa("docker", ["restart", `${lab.name}-gitea`]);
    await eventually("Gitea answers", patience, async () => {
      const answer = await head().catch(() => undefined);
      return answer === commit ? true : undefined;
    });
  });

  test("a cluster goes on by itself", async () => {
    await execa("docker", ["restart", `k3d-${lab.name}-one-server-0`]);
    await serves("one", "6.9.3-lab.1");
    await eventually("all is Ready again", patience, async () => {
      const { exitCode } = await lab.run("status", "--json");
      return exitCode === 0 ? true : undefined;
    });
    await lab.succeed("pulumi", "preview", "--expect-no-changes");
  });
});

describe("the list of clusters", () => {
  test("one more and one less leave the others as they are", async () => {
    const node = await lab.nodeId("one");
    const { clusters } = await lab.outputs();
    lab.configure({ clusters: ["one", "three"] });
    await lab.succeed("up", "--yes");
    expect(await lab.nodeId("one")).toBe(node);
    expect((await lab.outputs()).clusters["one"]).toEqual(clusters["one"]);
    await expect(lab.nodeId("two")).rejects.toThrow();
    expect(await served("three")).toBe("6.9.2");
    expect(await served("one")).toBe("6.9.3-lab.1");
  });

  test("labels and intervals replace no cluster", async () => {
    const node = await lab.nodeId("one");
    lab.configure({ labels: { course: "gitops-101" }, driftCheckInterval: "1m" });
    await lab.succeed("up");
    expect(await lab.nodeId("one")).toBe(node);
    const path = "jsonpath={.metadata.labels.course}";
    expect(await lab.kubectl("one", "get", "namespace", "flux-system", "-o", path)).toBe(
      "gitops-101",
    );
  });
});

test("down leaves the machine as it was", async () => {
  const said = await lab.succeed("down");
  expect(said).toContain(`k3d-${lab.name}-one-server-0`);
  const { stdout } = await execa("docker", [
    ...["ps", "--all", "--quiet", "--filter", `label=fluxlab.lab=${lab.name}`],
  ]);
  expect(stdout).toBe("");
  // What was committed by hand above is kept, and nothing else is.
  expect(readdirSync(lab.state)).toEqual(["bundles"]);
  expect(readdirSync(lab.temporary)).toEqual([]);
  const after = await takeInventory();
  expect(after).toEqual(before);
});
