import { webhookUrl } from "../../../components/flux-bootstrap/receiver.ts";
import { labOf, removeLabParts } from "./lab-args.ts";
import { identity, named, type RecordedResource, recordLab } from "./recorded-lab.ts";

afterAll(removeLabParts);

const clusters = ["core-app", "dmz-app"];
const tenancyOf = (...tenants: string[]) =>
  recordLab(labOf(clusters, { topology: "multi-tenancy", tenants }));

describe("a lab of two tenants", () => {
  let resources: RecordedResource[];
  beforeAll(async () => {
    resources = await tenancyOf("team-a", "team-b");
  });

  test("has a repository for the platform and one per tenant, saved before anything is deleted", () => {
    const repositories = resources.filter(({ type }) => type === "gitea:index:Repository");
    expect(repositories.map(({ inputs }) => [inputs["owner"], inputs["name"]])).toEqual([
      ["platform", "platform"],
      ["team-a", "apps"],
      ["team-b", "apps"],
    ]);
    const saves = "components/peoples-work/save.ts lab-gitea";
    const provider = named(resources, "gitea", "pulumi:providers:gitea");
    expect(provider.inputs["beforeDelete"]).toMatch(new RegExp(`${saves}$`));
    expect(named(resources, "peoples-work-saved").inputs["delete"]).toContain(
      `${saves} everything`,
    );
    // Neither a repository nor an account that people added to stands in the way of a switch.
    const owners = resources.filter(({ type }) => /^gitea:index:(Organization|User)$/.test(type));
    const kept = owners.filter(({ inputs }) => inputs["purgeOnDelete"] !== true);
    expect(kept.map(({ name }) => name)).toEqual(["charts-organization"]);
  });

  test("lets a tenant's people write to its repository only, and its clusters only read that", () => {
    const access = resources.filter(({ type }) => type === "gitea:index:RepositoryCollaborator");
    const of = (owner: string) =>
      access
        .filter(({ inputs }) => inputs["owner"] === owner)
        .map(({ inputs }) => `${String(inputs["username"])} ${String(inputs["permission"])}`);
    expect(of("team-a")).toEqual([
      "team-a-developer write",
      "core-app_team-a read",
      "dmz-app_team-a read",
    ]);
    expect(of("platform").filter((one) => one.includes("team-"))).toEqual([
      "team-a-developer read",
      "team-b-developer read",
    ]);
  });

  test("gives each cluster a tenant's credential as a secret, under the name that Git knows", () => {
    for (const cluster of clusters) {
      const { inputs, secrets, deletedWith } = named(resources, `${cluster}_team-a-credential`);
      expect(inputs["metadata"]).toMatchObject({ name: "tenant-team-a", namespace: "flux-system" });
      expect(secrets).toContain("stringData");
      expect(deletedWith).toBe(`${cluster}-k3d`);
    }
  });

  test("calls the Receiver in the tenant's namespace on a push to its repository", () => {
    const followed = { "core-app": "flux-system", "core-app_team-a": "team-a" };
    for (const [name, namespace] of Object.entries(followed)) {
      const { url, secret } = named(resources, `${name}-webhook`).inputs;
      expect(url).toBe(webhookUrl("k3d-lab-core-app-server-0", String(secret), namespace));
    }
  });

  test("locks the controllers, and names the account that the root works with", () => {
    const controllers = named(resources, "core-app-controllers", "ConfigGroup").inputs["yaml"];
    expect(controllers).toContain("--no-cross-namespace-refs=true");
    const { spec } = named(resources, "core-app-sync").inputs;
    expect(spec).toMatchObject({ serviceAccountName: "kustomize-controller" });
  });

  test("gives every resource a parent and no two the same name", () => {
    const orphans = resources.filter(({ name, parent }) => parent === undefined && name !== "lab");
    expect(orphans.map(identity)).toEqual([]);
    expect(new Set(resources.map(identity)).size).toBe(resources.length);
  });
});

test("a tenant more is that tenant's resources more, and no other's change", async () => {
  const before = await tenancyOf("team-a", "team-c");
  const after = await tenancyOf("team-a", "team-b", "team-c");
  const added = after.filter((one) => !before.some((old) => identity(old) === identity(one)));
  expect(added.filter(({ name }) => !name.includes("team-b"))).toEqual([]);
  for (const old of before.filter(({ name }) => name !== "platform-seed")) {
    const { name, inputs } = named(after, old.name, old.type);
    expect({ name, inputs }).toEqual({ name: old.name, inputs: old.inputs });
  }
  const files = (all: RecordedResource[]) =>
    named(all, "platform-seed").inputs["files"] as Record<string, string>;
  const changed = Object.keys(files(after)).filter(
    (path) => files(before)[path] !== files(after)[path],
  );
  expect(changed.sort()).toEqual([
    "clusters/core-app/tenants/team-b.yaml",
    "clusters/dmz-app/tenants/team-b.yaml",
    "tenants/team-b/kustomization.yaml",
  ]);
});

describe("a switch of topology", () => {
  const shared = /^(docker:|fluxlab:components:(K3dCluster|GiteaServer)|gitea:index:Package)/;
  let fleet: RecordedResource[];
  let tenancy: RecordedResource[];
  beforeAll(async () => {
    fleet = await recordLab(labOf(clusters));
    tenancy = await tenancyOf("team-a", "team-b");
  });

  test("changes nothing of Docker, of the clusters and of the charts", () => {
    const kept = fleet.filter(({ type, name }) => shared.test(type) || name.endsWith("-k3d"));
    expect(kept.length).toBeGreaterThan(6);
    for (const one of kept) {
      expect(named(tenancy, one.name, one.type).inputs).toEqual(one.inputs);
    }
  });

  test("keeps in Gitea one resource for what is one thing there", () => {
    const inBoth = (type: string, key: string) => {
      const nameOf = (all: RecordedResource[]) =>
        new Map(
          all
            .filter((one) => one.type === `gitea:index:${type}`)
            .map(({ inputs, name }) => [inputs[key], name]),
        );
      const [before, after] = [nameOf(fleet), nameOf(tenancy)];
      return [...before].filter(([at, name]) => after.has(at) && after.get(at) !== name);
    };
    expect(inBoth("User", "username")).toEqual([]);
    // By an alias: see below.
    expect(inBoth("Organization", "name")).toEqual([["platform", "fleet-organization"]]);
  });

  test("moves the platform's organisation to the other repository's component, both ways", () => {
    const aliases = (all: RecordedResource[], name: string) =>
      (named(all, name).options.aliases as { name: string }[]).map((alias) => alias.name);
    expect(aliases(tenancy, "platform-organization")).toEqual(["lab-fleet-organization"]);
    expect(aliases(fleet, "fleet-organization")).toEqual(["lab-platform-organization"]);
  });

  test("lets go of nothing: every Kustomization of both names the account it works with", () => {
    for (const seed of [named(fleet, "fleet-seed"), named(tenancy, "platform-seed")]) {
      const files = Object.entries(seed.inputs["files"] as Record<string, string>);
      for (const [path, text] of files.filter(([name]) => name.startsWith("clusters/"))) {
        const count = (pattern: RegExp) => text.match(pattern)?.length;
        expect([path, count(/serviceAccountName: kustomize-controller/g)]).toEqual([
          path,
          count(/^kind: Kustomization$/gm),
        ]);
      }
    }
  });
});
