import { execa } from "execa";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import type { ReleaseReport } from "../../cli/release/report.ts";
import { ageKeyOf } from "../../components/gitea-server/age-key.ts";
import { locateToolchain } from "../../toolchain/index.ts";
import { eventually } from "./eventually.ts";
import { FleetRepository } from "./fleet-repository.ts";
import { FluxReadiness } from "./flux-readiness.ts";
import { TenantClone } from "./tenant-clone.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

/** Longer than a commit takes to all of its statuses on a busy machine, in milliseconds. */
const patience = 5 * 60_000;
/** No README has it as an example. */
const secretText = `secret ${randomBytes(8).toString("hex")}`;
const overlay = (...resources: string[]) =>
  stringify({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources });

let lab: TestLab;
let fleet: FleetRepository;
let clone: TenantClone;

beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one", "two"] });
  await lab.succeed("up");
  fleet = new FleetRepository(lab);
  const { giteaUrl, developer } = await lab.outputs();
  clone = await TenantClone.of(`${giteaUrl}/platform/fleet.git`, developer);
});

afterAll(async () => {
  clone[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

const fluxIn = (cluster: string) => new FluxReadiness(lab, cluster);

async function greeting(cluster: string, tenant?: string): Promise<string | undefined> {
  return (await askPodinfo(await lab.podinfoUrl(cluster, tenant)))?.message;
}

async function served(cluster: string): Promise<string | undefined> {
  return (await askPodinfo(await lab.podinfoUrl(cluster)))?.version;
}

async function hasStatus(commit: string, context: string, status: string): Promise<void> {
  await eventually(
    `${context} is ${status} on ${commit}`,
    patience,
    async () =>
      (await fleet.statuses(commit)).some(
        (one) => one.context === context && one.status === status,
      ) || undefined,
    async () => JSON.stringify(await fleet.statuses(commit)),
  );
}

/** Writes a Secret with values of podinfo into a clone and encrypts it as a person does. */
async function encryptInto(place: TenantClone, directory: string, namespace?: string) {
  const path = `${directory}/podinfo.yaml`;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      ...{ name: "podinfo-values", namespace },
      labels: { "reconcile.fluxcd.io/watch": "Enabled" },
    },
    stringData: {
      "values.yaml": stringify({
        extraEnvs: [{ name: "SECRET", value: secretText }],
        extraArgs: ["--ui-message=$(PODINFO_UI_MESSAGE), and the secret is $(SECRET)"],
      }),
    },
  };
  writeFileSync(join(place.directory, path), stringify(secret));
  const { failed, all } = await lab.runIn(place.directory, "sops", "encrypt", "--in-place", path);
  expect([failed, all]).toEqual([false, ""]);
  return path;
}

/** Containers, and with them everything that would be replaced. */
async function containers(): Promise<string> {
  const filter = ["--filter", `label=fluxlab.lab=${lab.name}`];
  return (await execa("docker", ["ps", "--quiet", "--no-trunc", ...filter])).stdout;
}

const extras = ["secrets", "jobs", "policies"];

test("an extra that there is none of is refused, with those there are", async () => {
  lab.configure({ extras: ["secrets", "telescope"] });
  const { exitCode, all } = await lab.run("pulumi", "preview");
  expect(exitCode).not.toBe(0);
  expect(all).toContain(`any of ${extras.join(", ")}`);
});

test("extras come into a running lab by one commit, and replace no container", async () => {
  const mine = await clone.push({ "README.md": "Mine.\n" });
  const before = await containers();
  lab.configure({ extras });
  const said = await lab.succeed("up");
  for (const extra of extras) {
    expect(said).toMatch(new RegExp(`^extra ${extra} +\\S`, "m"));
  }
  expect(await containers()).toBe(before);
  await clone.pull();
  expect(await clone.since(mine)).toEqual(["Seed the repository"]);
  expect(clone.read("README.md")).toBe("Mine.\n");
});

describe("secrets", () => {
  let path: string;

  test("encrypted with ./lab sops reach the page of podinfo", async () => {
    path = await encryptInto(clone, "secrets/one", "podinfo");
    await clone.push({ "secrets/one/kustomization.yaml": overlay("podinfo.yaml") });
    await eventually("podinfo shows the secret", patience, async () =>
      (await greeting("one"))?.endsWith(`and the secret is ${secretText}`) === true
        ? true
        : undefined,
    );
    const get = ["--namespace", "podinfo", "get", "secret", "podinfo-values", "-o"];
    const data = await lab.kubectl("one", ...get, "jsonpath={.data.values\\.yaml}");
    expect(Buffer.from(data, "base64").toString()).toContain(secretText);
  });

  test("are in no object of Git and in no log in plain text", async () => {
    const objects = await clone.everyObject();
    expect(objects).toContain("ENC[AES256_GCM");
    expect(objects).not.toContain(secretText);
    const logs = ["--namespace", "flux-system", "logs", "--tail=-1"];
    for (const controller of ["kustomize-controller", "helm-controller"]) {
      const log = await lab.kubectl("one", ...logs, `deployment/${controller}`);
      expect(log).not.toContain(secretText);
      expect(log).not.toContain("AGE-SECRET-KEY");
    }
    expect(await lab.succeed("pulumi", "stack", "export")).not.toContain("AGE-SECRET-KEY");
  });

  test("of another cluster are refused", async () => {
    const other = "secrets/two/kustomization.yaml";
    const empty = clone.read(other);
    await clone.push({
      [other]: overlay("podinfo.yaml"),
      "secrets/two/podinfo.yaml": clone.read(path),
    });
    await fluxIn("two").refused("Kustomization", "flux-system", "secrets", /failed to decrypt/i);
    expect(await lab.kubectl("two", "get", "secrets", "-A", "-o", "name")).not.toContain(
      "podinfo-values",
    );
    await clone.push({ [other]: empty });
  });

  test("are for who is named, and no longer for who was", async () => {
    const guest = ageKeyOf(randomBytes(32).toString("base64url"));
    const decrypts = async () => {
      const sops = join(locateToolchain().bin, "sops");
      const env = { SOPS_AGE_KEY: guest.identity };
      const options = { cwd: clone.directory, env, reject: false };
      return execa(sops, ["decrypt", path], options);
    };
    const inClone = async (...args: string[]) => {
      const { failed, all } = await lab.runIn(clone.directory, "sops", ...args);
      expect([failed, all]).toEqual([false, expect.anything()]);
    };
    const rules = clone.read(".sops.yaml");
    const more = parse(rules) as { creation_rules: { age: string }[] };
    for (const rule of more.creation_rules) {
      rule.age += `,${guest.recipient}`;
    }
    expect((await decrypts()).exitCode).not.toBe(0);
    writeFileSync(join(clone.directory, ".sops.yaml"), stringify(more));
    await inClone("updatekeys", "--yes", path);
    expect((await decrypts()).stdout).toContain(secretText);

    writeFileSync(join(clone.directory, ".sops.yaml"), rules);
    await inClone("updatekeys", "--yes", path);
    await inClone("rotate", "--in-place", path);
    expect((await decrypts()).exitCode).not.toBe(0);
    const commit = await clone.push({});
    expect(await fluxIn("one").attempted("flux-system", "secrets", commit)).toContain("Applied");
  });
});

describe("jobs", () => {
  const before = "jobs/base/before/job.yaml";
  const after = "jobs/base/after/job.yaml";
  const broken = (text: string) => text.replace(/- (http|tcp)\n(\s+)- \S+/, "- $1\n$2- nowhere:1");

  async function release(version: string): Promise<[number | undefined, ReleaseReport]> {
    const ran = await lab.run("release", version, "--cluster", "one", "--json");
    await clone.pull();
    return [ran.exitCode, JSON.parse(ran.stdout) as ReleaseReport];
  }

  test("run before and after a release, in its version, and release says when", async () => {
    const [exitCode, { clusters }] = await release("6.9.3-lab.1");
    const [{ stopped, timeline, jobs } = {} as ReleaseReport["clusters"][number]] = clusters;
    expect([exitCode, stopped]).toEqual([0, null]);
    expect(jobs?.pre).toBeLessThanOrEqual(timeline.applied ?? 0);
    expect(jobs?.post).toBeGreaterThanOrEqual(timeline.upgraded ?? Infinity);
    const image = "jsonpath={.items[*].spec.template.spec.containers[0].image}";
    const images = await lab.kubectl(
      "one",
      "--namespace",
      "podinfo-jobs",
      "get",
      "jobs",
      "-o",
      image,
    );
    expect(images.split(" ").map((one) => one.split(":")[1])).toEqual([
      "6.9.3-lab.1",
      "6.9.3-lab.1",
    ]);
  });

  test("that fail before leave the old version serving, until a commit mends them", async () => {
    const text = clone.read(before);
    const failing = await clone.push({ [before]: broken(text) });
    await hasStatus(failing, "one/apps-pre", "failure");
    const [exitCode, { clusters }] = await release("6.9.2");
    expect([exitCode, clusters[0]?.stopped?.stage]).toEqual([1, "pre"]);
    expect(clusters[0]?.evidence.join("\n")).toMatch(/job podinfo-jobs\/before failed/);
    expect(await served("one")).toBe("6.9.3-lab.1");
    const mended = await clone.push({ [before]: text });
    await hasStatus(mended, "one/apps-pre", "success");
    await eventually("the release goes through", patience, async () =>
      (await served("one")) === "6.9.2" ? true : undefined,
    );
  });

  test("that fail after leave the new version serving, and say so", async () => {
    const text = clone.read(after);
    await clone.push({ [after]: broken(text) });
    const [exitCode, { clusters, commit }] = await release("6.9.3-lab.1");
    expect([exitCode, clusters[0]?.stopped?.stage]).toEqual([1, "post"]);
    expect(await served("one")).toBe("6.9.3-lab.1");
    await hasStatus(commit ?? "", "one/apps-post", "failure");
    await hasStatus(commit ?? "", "one/apps", "success");
    const mended = await clone.push({ [after]: text });
    await hasStatus(mended, "one/apps-post", "success");
  });
});

describe("policies", () => {
  const run = ["run", "stranger", "--image", "nginx:latest", "--dry-run=server"];

  test("warn first", async () => {
    const { exitCode, all } = await lab.run("kubectl", "--cluster", "one", ...run);
    expect(exitCode).toBe(0);
    expect(all).toMatch(/Warning: .*image "nginx:latest" is not one of the lab/);
  });

  test("refuse after one commit, and the commit that is refused says so", async () => {
    const binding = "infrastructure/workload-policies/binding.yaml";
    const denying = await clone.push({
      [binding]: clone.read(binding).replace("[Warn, Audit]", "[Deny]"),
    });
    await hasStatus(denying, "one/workload-policies", "success");
    const { exitCode, all } = await lab.run("kubectl", "--cluster", "one", ...run);
    expect([exitCode, all]).toEqual([1, expect.stringContaining("is not one of the lab")]);
    const overlayOfOne = "apps/one/kustomization.yaml";
    const text = clone.read(overlayOfOne);
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod" },
      metadata: { name: "stranger", namespace: "podinfo" },
      spec: { containers: [{ name: "stranger", image: "nginx:latest" }] },
    };
    const refused = await clone.push({
      "apps/one/stranger.yaml": stringify(pod),
      [overlayOfOne]: text.replace("resources:\n", "resources:\n  - stranger.yaml\n"),
    });
    await hasStatus(refused, "one/apps", "failure");
    expect(await fluxIn("one").attempted("flux-system", "apps", refused)).toContain(
      'image "nginx:latest" is not one of the lab',
    );
    const mended = await clone.push({ [overlayOfOne]: text });
    await hasStatus(mended, "one/apps", "success");
  });
});

test("switched off, they go, and people's commits stay", async () => {
  const files = ["secrets/one/podinfo.yaml", "secrets/one/kustomization.yaml", "README.md"];
  const before = files.map((path) => clone.read(path));
  lab.configure({ extras: [] });
  await lab.succeed("up");
  await clone.pull();
  expect(files.map((path) => clone.read(path))).toEqual(before);
  const { exitCode, all } = await lab.run("sops", "decrypt", "any");
  expect([exitCode, all]).toEqual([1, expect.stringContaining("extra secrets is not switched on")]);
  const names = "jsonpath={.items[*].metadata.name}";
  await eventually("Flux has pruned what they brought", patience, async () => {
    const all = await lab.kubectl(
      "one",
      "get",
      "kustomizations.kustomize.toolkit.fluxcd.io",
      "-A",
      "-o",
      names,
    );
    return /secrets|apps-pre|apps-post|workload-policies/.test(all) ? undefined : true;
  });
  expect(await lab.kubectl("one", "get", "validatingadmissionpolicies", "-o", "name")).toBe("");
  expect(await lab.kubectl("one", "get", "secrets", "-A", "-o", names)).not.toMatch(/sops-age/);
  expect(await greeting("one")).not.toContain(secretText);
});

describe("with tenants", () => {
  let ofA: TenantClone;
  let ofB: TenantClone;

  beforeAll(async () => {
    lab.configure({ topology: "multi-tenancy", clusters: ["one"], extras });
    await lab.succeed("up", "--yes");
    const { tenants } = await lab.outputs();
    const cloneOf = async (name: string) => {
      const tenant = tenants[name];
      if (tenant === undefined) {
        throw new Error(`the lab has no tenant ${name}`);
      }
      return TenantClone.of(tenant.repository.url, tenant.developer);
    };
    [ofA, ofB] = [await cloneOf("team-a"), await cloneOf("team-b")];
  });

  afterAll(() => {
    ofA[Symbol.dispose]();
    ofB[Symbol.dispose]();
  });

  test("a secret reaches the tenant that it is for, and no other", async () => {
    const path = await encryptInto(ofA, "secrets/one");
    const list = { "secrets/one/kustomization.yaml": overlay("podinfo.yaml") };
    await ofA.push(list);
    await eventually("podinfo of team-a shows the secret", patience, async () =>
      (await greeting("one", "team-a"))?.endsWith(secretText) === true ? true : undefined,
    );
    await ofB.push({ ...list, [path]: ofA.read(path) });
    await fluxIn("one").refused("Kustomization", "team-b", "secrets", /failed to decrypt/i);
    expect(await greeting("one", "team-b")).toBe("podinfo of team-b in one");
  });

  test("a Kustomization of a tenant that names no key gets none", async () => {
    await ofB.push({
      "clusters/one/keyless.yaml":
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: keyless\n" +
        "spec: {interval: 1h, prune: true, path: ./secrets/one, decryption: {provider: sops}," +
        " sourceRef: {kind: GitRepository, name: apps}}\n",
      "clusters/one/kustomization.yaml": ofB
        .read("clusters/one/kustomization.yaml")
        .replace("resources:\n", "resources:\n  - keyless.yaml\n"),
    });
    await fluxIn("one").refused("Kustomization", "team-b", "keyless", /failed to decrypt/i);
  });

  test("a release of one runs its jobs, and a failing one stops that tenant alone", async () => {
    const { exitCode, stdout } = await lab.run(
      ...["release", "6.9.3-lab.1", "--tenant", "team-a", "--json"],
    );
    const [{ clusters: [cluster] } = { clusters: [] }] = (JSON.parse(stdout) as ReleaseReport)
      .tenants;
    expect([exitCode, cluster?.stopped]).toEqual([0, null]);
    expect(Object.keys(cluster?.jobs ?? {}).sort()).toEqual(["post", "pre"]);
    await ofA.pull();
    const before = "jobs/base/before/job.yaml";
    await ofA.push({ [before]: ofA.read(before).replace(/kube-dns\S+/, "nowhere:1") });
    await fluxIn("one").refused("Kustomization", "team-a", "apps-pre", /failed/i);
    expect(await greeting("one", "team-b")).toBe("podinfo of team-b in one");
  });

  test("policies warn tenants too", async () => {
    const run = ["run", "stranger", "--image", "nginx:latest", "--dry-run=server"];
    const { all } = await lab.run("kubectl", "--cluster", "one", "--namespace", "default", ...run);
    expect(all).toMatch(/Warning: .*image "nginx:latest" is not one of the lab/);
  });
});
