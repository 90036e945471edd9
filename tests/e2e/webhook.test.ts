import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { LabStatus } from "../../cli/status/status.ts";
import { eventually } from "./eventually.ts";
import { FleetRepository } from "./fleet-repository.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const patience = 3 * 60_000;
const clusters = ["one", "two"];
let lab: TestLab;
let fleet: FleetRepository;

beforeAll(async () => {
  lab = await TestLab.create({ clusters, driftCheckInterval: "20s" });
  fleet = new FleetRepository(lab);
  await lab.succeed("up");
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

async function push(cluster: string): Promise<LabStatus["clusters"][number]["push"][number]> {
  const { clusters: all } = JSON.parse((await lab.run("status", "--json")).stdout) as LabStatus;
  const found = all.find(({ name }) => name === cluster)?.push[0];
  if (found === undefined) {
    throw new Error(`status says nothing about pushes to ${cluster}`);
  }
  return found;
}

async function fetched(cluster: string): Promise<string> {
  const path = "jsonpath={.status.artifact.revision}";
  const args = ["--namespace", "flux-system", "get", "gitrepository", "flux-system", "-o", path];
  return lab.kubectl(cluster, ...args);
}

/** Pushes; answers the commit once the cluster has heard of it, undefined when it has not within the limit. */
async function heardPush(cluster: string, limit: number): Promise<string | undefined> {
  const before = (await push(cluster)).lastArrived;
  const commit = await fleet.touch();
  const end = Date.now() + limit;
  while ((await push(cluster)).lastArrived === before) {
    if (Date.now() > end) {
      return undefined;
    }
  }
  return commit;
}

async function hasFetched(cluster: string, commit: string): Promise<void> {
  await eventually(`${cluster} has the commit`, patience, async () => {
    return (await fetched(cluster)).endsWith(commit) ? true : undefined;
  });
}

/** A push reaches the cluster again, be it not the first after what cut it off. */
async function isHeardAgain(cluster: string): Promise<void> {
  const commit = await eventually(
    `${cluster} hears of a push`,
    patience,
    () => heardPush(cluster, 10_000),
    () => lab.succeed("status").catch(String),
  );
  await hasFetched(cluster, commit);
}

async function isReady(): Promise<void> {
  await eventually("all is Ready", patience, async () => {
    return (await lab.run("status", "--json")).exitCode === 0 ? true : undefined;
  });
}

// First: a notification-controller that was restarted alone loses some statuses, see docs/reliability.md.
describe("a commit in Gitea", () => {
  const kustomizations = ["apps", "flux-system", "infra-configs", "infra-controllers"];

  async function statusOf(commit: string, context: string) {
    return (await fleet.statuses(commit)).find((status) => status.context === context);
  }

  test("shows for every cluster that it was reconciled", async () => {
    const commit = await fleet.touch();
    const expected = clusters.flatMap((cluster) =>
      kustomizations.map((name) => `${cluster}/${name}`),
    );
    await eventually(
      "every Kustomization of every cluster has said success",
      patience,
      async () => {
        const all = await fleet.statuses(commit);
        const green = all
          .filter(({ status }) => status === "success")
          .map(({ context }) => context);
        return expected.every((context) => green.includes(context)) ? true : undefined;
      },
      async () => JSON.stringify(await fleet.statuses(commit)),
    );
  });

  test("that is broken shows where and why, and the next one that it is mended", async () => {
    const file = "apps/one/kustomization.yaml";
    const broken = await fleet.edit(file, (text) => text.replace("podinfo.yaml", "nowhere.yaml"));
    const failed = await eventually("one/apps has failed", patience, async () => {
      const status = await statusOf(broken, "one/apps");
      return status?.status === "failure" ? status : undefined;
    });
    expect(failed.description).toBe("build failed");
    await eventually("two/apps has succeeded", patience, async () => {
      return (await statusOf(broken, "two/apps"))?.status === "success" ? true : undefined;
    });
    const mended = await fleet.edit(file, (text) => text.replace("nowhere.yaml", "podinfo.yaml"));
    await eventually("one/apps has succeeded", patience, async () => {
      return (await statusOf(mended, "one/apps"))?.status === "success" ? true : undefined;
    });
  });

  test("cannot be made with the token that sets statuses", async () => {
    const path = "jsonpath={.data.token}";
    const args = ["--namespace", "flux-system", "get", "secret", "commit-status", "-o", path];
    const token = Buffer.from(await lab.kubectl("one", ...args), "base64").toString();
    const { giteaUrl } = await lab.outputs();
    const authorized = (method: string, where: string, body: object) =>
      fetch(`${giteaUrl}/api/v1/repos/platform/fleet${where}`, {
        method,
        headers: { "content-type": "application/json", authorization: `token ${token}` },
        body: JSON.stringify(body),
      });
    const file = { content: "eA==", message: "no", branch: "main" };
    expect((await authorized("POST", "/contents/intruder", file)).status).toBe(403);
    const url = new URL(`${giteaUrl}/platform/fleet.git`);
    url.username = "flux-status";
    url.password = token;
    const clone = mkdtempSync(join(tmpdir(), "fluxlab e2e clone "));
    const git = (...words: string[]) =>
      execa("git", ["-c", "user.name=x", "-c", "user.email=x@x.invalid", ...words], {
        cwd: clone,
        reject: false,
      });
    await git("clone", "--quiet", url.href, ".");
    await git("commit", "--quiet", "--allow-empty", "--message", "Intrude");
    const push = await git("push", "origin", "HEAD:main");
    expect(push.exitCode).not.toBe(0);
    expect(push.stderr).toContain("protected branch main");
    // A branch that nothing follows it may have, but nobody's pull request takes it further.
    expect((await git("push", "origin", "HEAD:other")).exitCode).toBe(0);
    const pull = { title: "Intrude", head: "other", base: "main" };
    expect((await authorized("POST", "/pulls", pull)).status).toBe(404);
    await git("push", "origin", "--delete", "other");
    rmSync(clone, { recursive: true });
  });
});

describe("a push", () => {
  test("reaches every cluster through its webhook", async () => {
    for (const cluster of clusters) {
      const commit = await heardPush(cluster, patience);
      expect(commit).toBeDefined();
      await hasFetched(cluster, commit ?? "");
      expect(await push(cluster)).toMatchObject({
        webhook: "active",
        ready: "True",
        problem: null,
      });
    }
  });

  test("does so after a restart of Gitea", async () => {
    await execa("docker", ["restart", `${lab.name}-gitea`]);
    await eventually("Gitea answers", patience, async () => {
      return fleet.api("GET", "/hooks").then(
        () => true,
        () => undefined,
      );
    });
    await isHeardAgain("one");
  });

  test("does so after a restart of a node", async () => {
    await execa("docker", ["restart", `k3d-${lab.name}-one-server-0`]);
    await isReady();
    await isHeardAgain("one");
  });

  test("that cannot be delivered is said in status, and the drift check does it", async () => {
    const scale = (replicas: number) =>
      lab.kubectl(
        "two",
        ...["--namespace", "flux-system", "scale", "deployment", "notification-controller"],
        `--replicas=${replicas}`,
      );
    await scale(0);
    try {
      await hasFetched("two", await fleet.touch());
      await eventually("status says so", patience, async () => {
        const { problem } = await push("two");
        return problem?.includes("has not arrived: dial") === true ? true : undefined;
      });
      expect(await lab.run("status").then(({ stdout }) => stdout)).toContain("only polled");
    } finally {
      await scale(1);
    }
    await isReady();
    await isHeardAgain("two");
    expect((await push("two")).problem).toBeNull();
  });

  test("with the webhook switched off is found by the drift check", async () => {
    await fleet.setWebhooks(false);
    const before = await push("one");
    expect(before).toMatchObject({ webhook: "inactive" });
    await hasFetched("one", await fleet.touch());
    expect((await push("one")).lastArrived).toBe(before.lastArrived);
    await fleet.setWebhooks(true);
  });
});
