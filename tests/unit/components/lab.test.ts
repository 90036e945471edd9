import { removeLabParts, labOf } from "./lab-args.ts";
import { identity, named, type RecordedResource, recordLab } from "./recorded-lab.ts";

afterAll(removeLabParts);

describe.each([[["a"]], [["core-app", "dmz-app", "spare"]]])("a lab of %j", (clusters) => {
  let resources: RecordedResource[];
  beforeAll(async () => {
    resources = await recordLab(labOf(clusters));
  });

  test("has one Gitea and one repository, and per cluster a cluster, a follower and a Flux", () => {
    const count = (type: string) => resources.filter((one) => one.type === type).length;
    expect(count("docker:index/container:Container")).toBe(1);
    expect(count("gitea:index:Repository")).toBe(1);
    expect(count("fluxlab:components:FluxCluster")).toBe(clusters.length);
    expect(count("fluxlab:components:K3dCluster")).toBe(clusters.length);
    expect(count("fluxlab:components:RepositoryFollower")).toBe(clusters.length);
    expect(count("fluxlab:components:FluxBootstrap")).toBe(clusters.length);
    expect(count("gitea:index:RepositoryWebhook")).toBe(clusters.length);
  });

  test("gives every resource a parent and no two the same name", () => {
    const orphans = resources.filter(({ name, parent }) => parent === undefined && name !== "lab");
    expect(orphans.map(identity)).toEqual([]);
    expect(new Set(resources.map(identity)).size).toBe(resources.length);
  });

  test("lets everything in a cluster go with the cluster, and in Gitea with its data", () => {
    const inCluster = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(inCluster.length).toBeGreaterThan(8 * clusters.length);
    for (const { name, deletedWith } of inCluster) {
      expect(clusters.map((cluster) => `${cluster}-k3d`)).toContain(deletedWith);
      expect(name.startsWith((deletedWith ?? "").replace(/-k3d$/, ""))).toBe(true);
    }
    for (const { deletedWith } of resources.filter(({ type }) => type.startsWith("gitea:"))) {
      expect(deletedWith).toBe("gitea-data");
    }
  });

  test("hands secrets over as secrets only", () => {
    for (const cluster of clusters) {
      const { secrets } = named(resources, `${cluster}-kubernetes`);
      expect(secrets).toContain("kubeconfig");
      expect(named(resources, `${cluster}-webhook`).secrets).toEqual(
        expect.arrayContaining(["secret", "url"]),
      );
      expect(named(resources, `${cluster}-credential`).secrets).toContain("stringData");
      expect(named(resources, `${cluster}-receiver-token`).secrets).toContain("stringData");
      expect(named(resources, `${cluster}-commit-statuses-token`).secrets).toContain("stringData");
      const { options, inputs } = named(resources, `${cluster}-k3d`);
      expect((options as { additionalSecretOutputs: string[] }).additionalSecretOutputs).toContain(
        "stdout",
      );
      expect(inputs["logging"]).toBe("stderr");
    }
    expect(named(resources, "gitea-administrator").inputs["logging"]).toBe("none");
  });

  test("writes statuses with an account that cannot push to what is followed", () => {
    const { inputs } = named(resources, "fleet-status-branch-protection");
    expect(inputs).toMatchObject({ rule: "main", pushUsernames: ["fluxlab", "developer"] });
    const { units } = named(resources, "fleet-status-team").inputs as {
      units: Record<string, string>;
    };
    const beyondNone = Object.entries(units).filter(([, permission]) => permission !== "none");
    expect(beyondNone).toEqual([["repo.code", "write"]]);
    for (const cluster of clusters) {
      const { spec } = named(resources, `${cluster}-commit-statuses-provider`).inputs;
      expect(spec).toMatchObject({
        address: "http://gitea:3000/platform/fleet",
        commitStatusExpr: `"${cluster}/" + event.involvedObject.name`,
      });
    }
  });

  test("seeds a directory per cluster", () => {
    const files = named(resources, "fleet-seed").inputs["files"] as Record<string, string>;
    for (const cluster of clusters) {
      expect(files[`apps/${cluster}/podinfo.yaml`]).toContain(`podinfo.${cluster}.localhost`);
      expect(files[`clusters/${cluster}/apps.yaml`]).toContain(`path: ./apps/${cluster}`);
    }
    expect(Object.values(files).join("\n")).not.toMatch(/__[A-Z]/);
  });
});

test("Gitea's address, and nobody else's outside of the cluster, may call the webhooks' port", async () => {
  const { inputs } = named(await recordLab(labOf(["a"])), "a-webhook-access-policy");
  expect(inputs["metadata"]).toMatchObject({ namespace: "flux-system" });
  expect(inputs["spec"]).toEqual({
    podSelector: { matchLabels: { app: "notification-controller" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ ipBlock: { cidr: "10.213.7.2/32" } }],
        ports: [{ port: 9292, protocol: "TCP" }],
      },
    ],
  });
});

test("Gitea gets time to write down what it has in memory before it is killed", async () => {
  const { inputs } = named(await recordLab(labOf(["a"])), "gitea-container");
  expect(inputs["destroyGraceSeconds"]).toBe(10);
});

test("nothing waits for the pods behind Flux's Services, which come later", async () => {
  const foundation = named(await recordLab(labOf(["a"])), "a-foundation", "ConfigGroup");
  expect(foundation.inputs["yaml"]).toMatch(
    /kind: Service\nmetadata:\n {2}name: source-controller\n {2}annotations:\n {4}pulumi.com\/skipAwait: "true"/,
  );
});

test("a cluster more is that cluster's resources more, and no other's change", async () => {
  const before = await recordLab(labOf(["a", "c"]));
  const after = await recordLab(labOf(["a", "b", "c"]));
  const added = after.filter((one) => !before.some((old) => identity(old) === identity(one)));
  expect(added.every(({ name }) => name === "b" || name.startsWith("b-"))).toBe(true);
  const ignored = (named(after, "c-k3d").options as { ignoreChanges: string[] }).ignoreChanges;
  for (const old of before.filter(({ name }) => name !== "fleet-seed")) {
    const now = named(after, old.name, old.type);
    const inputs = structuredClone(now.inputs);
    for (const path of ignored) {
      const [outer = "", inner = ""] = path.split(".");
      const environment = inputs[outer] as Record<string, unknown> | undefined;
      if (old.name.endsWith("-k3d") && environment) {
        environment[inner] = (old.inputs[outer] as Record<string, unknown>)[inner];
      }
    }
    expect({ name: now.name, inputs }).toEqual({ name: old.name, inputs: old.inputs });
  }
});

test("labels, intervals and versions never make another cluster", async () => {
  const change = {
    labels: { course: "101" },
    driftCheckInterval: "1m",
    versions: { podinfo: "7.0.0" },
  };
  const [before, after] = [await recordLab(labOf(["a"])), await recordLab(labOf(["a"], change))];
  expect(named(after, "a-k3d").inputs).toEqual(named(before, "a-k3d").inputs);
  const identifier = (all: RecordedResource[]) =>
    named(all, "a-kubernetes").inputs["clusterIdentifier"];
  expect(identifier(after)).toBe(identifier(before));
});

test("another node image does", async () => {
  const change = { images: { node: "node:2" } };
  const [before, after] = [await recordLab(labOf(["a"])), await recordLab(labOf(["a"], change))];
  expect(named(after, "a-k3d").inputs["triggers"]).not.toEqual(
    named(before, "a-k3d").inputs["triggers"],
  );
});

test("a preview, which knows no output, registers the same", async () => {
  const [real, preview] = [
    await recordLab(labOf(["a"])),
    await recordLab(labOf(["a"]), { preview: true }),
  ];
  expect(preview.map(identity)).toEqual(real.map(identity));
});

test("a second lab in one program has names of its own for everything", async () => {
  const [first, second] = [
    await recordLab(labOf(["a"])),
    await recordLab(labOf(["a"]), { name: "other" }),
  ];
  // recordLab refuses a name that does not begin with the lab's.
  expect(second.slice(1).map(identity)).toEqual(first.slice(1).map(identity));
});

test("a version of podinfo that there is no chart of is refused, with those there are", async () => {
  const lab = recordLab(labOf(["a"], { versions: { podinfo: "5.0.0" } }));
  await expect(lab).rejects.toThrow("there are charts of 6.9.2, 7.0.0");
});
