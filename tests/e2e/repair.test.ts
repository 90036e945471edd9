import { execa } from "execa";
import { createServer, type Server } from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { LabStatus } from "../../cli/status/status.ts";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { eventually } from "./eventually.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(10 * 60_000);

let lab: TestLab;
beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one"] });
  await lab.succeed("up");
  await gitea("POST", "/repos/platform/fleet/issues", { title: "people's" });
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const node = () => `k3d-${lab.name}-one-server-0`;
const giteaContainer = () => `${lab.name}-gitea`;
const docker = async (...args: string[]) => (await execa("docker", args)).stdout;
const kubectl = (...args: string[]) => lab.kubectl("one", ...args);
const inFlux = (...args: string[]) => kubectl("--namespace", "flux-system", ...args);
const admin = (...args: string[]) =>
  docker("exec", "--user", "git", giteaContainer(), "gitea", "admin", ...args);

async function gitea(method: string, path: string, body?: object): Promise<unknown> {
  const { giteaUrl, giteaAdministrator } = await lab.outputs();
  const pair = `${giteaAdministrator?.username ?? ""}:${giteaAdministrator?.password ?? ""}`;
  const response = await fetch(`${giteaUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(`${path} ${response.status}`).toMatch(/ 2\d\d$/);
  return response.status === 204 ? undefined : response.json();
}

/** URN of the one resource whose name ends like this. */
async function urnOf(ending: string): Promise<string> {
  const text = await lab.succeed("pulumi", "stack", "export");
  const { deployment } = JSON.parse(text) as {
    deployment: { resources: { urn: string; custom: boolean }[] };
  };
  const found = deployment.resources.filter((one) => one.custom && one.urn.endsWith(ending));
  expect(found).toHaveLength(1);
  return found[0]?.urn ?? "";
}

/** At most two `up`, after which podinfo answers, pushes arrive and people's things are there. */
async function mended(isGiteaNew = false): Promise<void> {
  const first = await lab.run("up");
  if (first.failed) {
    process.stderr.write(`first up: ${first.all.slice(-3000)}\n`);
    await lab.succeed("up");
  }
  expect((await askPodinfo(await lab.podinfoUrl("one")))?.version).toBe("6.9.2");
  if (!isGiteaNew) {
    const issue = await gitea("GET", "/repos/platform/fleet/issues/1");
    expect(issue).toMatchObject({ title: "people's" });
  }
  await eventually("pushes to arrive", 60_000, async () => {
    const { clusters } = JSON.parse((await lab.run("status", "--json")).stdout) as LabStatus;
    const push = clusters[0]?.push ?? [];
    return push.length === 1 && push[0]?.ready === "True" && push[0].webhook === "active"
      ? true
      : undefined;
  });
}

describe("what people do with docker", () => {
  test("containers paused and renamed", async () => {
    await docker("pause", node(), giteaContainer());
    await docker("rename", node(), `${lab.name}-else`);
    await docker("rename", giteaContainer(), `${lab.name}-other`);
    await mended();
  });

  test("containers stopped and the network pruned", async () => {
    await docker("stop", "--timeout", "1", node(), giteaContainer());
    await docker("network", "rm", lab.name);
    await mended();
  });

  test("a node removed without its volumes, and one of those too", async () => {
    await docker("rm", "--force", node());
    const left = await docker(
      "volume",
      "ls",
      "--quiet",
      "--filter",
      `label=fluxlab.lab=${lab.name}`,
    );
    const volumes = left.split("\n").filter((name) => name.includes("-one-"));
    expect(volumes).not.toEqual([]);
    await docker("volume", "rm", volumes[0] ?? "");
    await mended();
  });

  test("everything restarted", async () => {
    await docker("restart", "--timeout", "1", node(), giteaContainer());
    await mended();
  });

  test("a port taken by another program: named first, and a changed setting works", async () => {
    await docker("stop", "--timeout", "1", giteaContainer());
    const holder = await listen(lab.ports.gitea);
    const { exitCode, all } = await lab.run("up");
    expect(exitCode).toBe(1);
    expect(all).toContain(`port ${lab.ports.gitea}`);
    expect(all).toContain(`(process ${process.pid})`);
    expect(all).toContain("fluxlab:giteaPort");
    lab.configure({ giteaPort: lab.ports.gitea + 18 });
    await mended();
    holder.close();
  });
});

describe("what people do with flux and kubectl", () => {
  test("objects deleted, a Deployment scaled to 0, a kind gone", async () => {
    await inFlux("delete", "secret,receiver", "gitea");
    await inFlux("scale", "deployment/source-controller", "--replicas", "0");
    await kubectl("delete", "crd", "alerts.notification.toolkit.fluxcd.io", "--timeout", "30s");
    await mended();
  });

  test("flux uninstall, and flux install with other components by hand", async () => {
    await lab.succeed("flux", "--cluster", "one", "uninstall", "--silent");
    await mended();
    await lab.run("flux", "--cluster", "one", "install", "--components", "source-controller");
    await mended();
  });

  test("flux-system deleted, and a namespace that something holds", async () => {
    await kubectl("delete", "namespace", "flux-system", "--wait=false");
    await mended();
    const held = { finalizers: ["example.org/nobody"] };
    await kubectl("--namespace", "podinfo", "create", "configmap", "held");
    const patch = ["patch", "configmap", "held", "--type", "merge"];
    await kubectl("--namespace", "podinfo", ...patch, "-p", JSON.stringify({ metadata: held }));
    await kubectl("delete", "namespace", "podinfo", "--wait=false");
    await mended();
  });
});

describe("what people do in Gitea", () => {
  test("passwords and tokens changed or deleted, an account and a webhook deleted", async () => {
    const hooks = (await gitea("GET", "/repos/platform/fleet/hooks")) as { id: number }[];
    await gitea("DELETE", `/repos/platform/fleet/hooks/${hooks[0]?.id ?? 0}`);
    await gitea("PATCH", "/admin/users/developer", {
      ...{ login_name: "developer", source_id: 0, password: "Another-1234" },
    });
    await admin("user", "delete", "--username", "flux-one");
    await mended();
    const change = ["user", "change-password", "--username", "fluxlab", "--password", "Other-123"];
    await admin(...change, "--must-change-password=false");
    const status = JSON.parse((await lab.run("status", "--json")).stdout) as LabStatus;
    expect(JSON.stringify(status)).not.toContain("no webhook");
    await mended();
  });
});

describe("what people do with pulumi", () => {
  test("refresh while a cluster is stopped", async () => {
    await docker("stop", "--timeout", "1", node());
    await lab.run("pulumi", "refresh", "--yes", "--skip-preview");
    await mended();
  });

  test("state delete of what is in Docker and in a cluster", async () => {
    const forget = async (ending: string) =>
      lab.succeed("pulumi", "state", "delete", "--yes", "--target-dependents", await urnOf(ending));
    await forget("one-receiver");
    await forget("one-k3d");
    await mended();
    await forget("gitea-network");
    await mended();
  });

  test("destroy and up of a target", async () => {
    await lab.succeed(
      "pulumi",
      "destroy",
      "--yes",
      "--skip-preview",
      "--target",
      await urnOf("one-receiver"),
    );
    const target = await urnOf("one-source");
    await lab.succeed("pulumi", "up", "--yes", "--skip-preview", "--target", target);
    await mended();
  });

  test("a lock whose owner is dead, and two up at once", async () => {
    const locks = join(lab.state, "backend/.pulumi/locks/organization/fluxlab", lab.name);
    mkdirSync(locks, { recursive: true });
    const owner = { pid: 2 ** 22 + 1, username: "x", hostname: hostname(), timestamp: new Date() };
    writeFileSync(join(locks, "dead.json"), JSON.stringify(owner));
    const both = [lab.run("up"), lab.run("up")];
    const failed = (await Promise.all(both)).filter((run) => run.failed);
    expect(failed.length).toBeLessThan(2);
    expect(failed.every(({ all }) => all.includes("is at work on this lab"))).toBe(true);
    await mended();
  });
});

test("Gitea's volume removed: a new Gitea with the seed's content", async () => {
  await docker("rm", "--force", giteaContainer());
  await docker("volume", "rm", giteaContainer());
  await mended(true);
});

test("down copes when somebody has removed all containers", async () => {
  const ours = ["--filter", `label=fluxlab.lab=${lab.name}`];
  const containers = await docker("ps", "--all", "--quiet", ...ours);
  await docker("rm", "--force", ...containers.split("\n"));
  await lab.succeed("down");
  expect(await docker("ps", "--all", "--quiet", ...ours)).toBe("");
  expect(await docker("volume", "ls", "--quiet", ...ours)).toBe("");
});

async function listen(port: number): Promise<Server> {
  return eventually("the port to be free", 10_000, async () => {
    const server = createServer();
    return new Promise<Server | undefined>((resolve) => {
      server.once("error", () => {
        resolve(undefined);
      });
      server.listen(port, "127.0.0.1", () => {
        resolve(server);
      });
    });
  });
}
