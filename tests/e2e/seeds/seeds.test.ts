import { multiCluster } from "../../../components/topologies/multi-cluster.ts";
import { multiTenancy } from "../../../components/topologies/multi-tenancy.ts";
import type { SeedValues } from "../../../components/topologies/topology.ts";
import { locateToolchain } from "../../../toolchain/index.ts";
import { FluxSchemas, isFluxKind, type KubernetesObject } from "./flux-schemas.ts";
import { WrittenSeed } from "./written-seed.ts";

// Fails with the command to type when kubectl and Flux's manifests are not there yet.
const { bin, fluxManifests } = locateToolchain();
const schemas = new FluxSchemas(fluxManifests);

const values: SeedValues = {
  clusters: ["core-app", "dmz-app"],
  tenants: ["team-a", "team-b"],
  giteaUrl: "http://gitea:3000",
  chartRegistry: "http://gitea:3000/api/packages/charts/helm",
  podinfoVersion: "6.9.2",
  traefikImage: "traefik:v3",
  driftCheckInterval: "3m",
  extras: [],
};
/** What the program puts into the Secret that `substituteFrom` names. */
const credential = { git_username: "dQ==", git_token: "dA==", webhook_token: "dw==" };

const tenancy = multiTenancy(values);
const repositories = [
  multiCluster(values).platform,
  tenancy.platform,
  ...tenancy.tenants.map(({ repository }) => repository),
];

interface FluxKustomization extends KubernetesObject {
  spec: {
    path: string;
    serviceAccountName?: string;
    dependsOn?: { name: string }[];
    sourceRef: { name: string; namespace?: string };
    postBuild?: { substitute?: Record<string, string>; substituteFrom?: { name: string }[] };
  };
}

const isFluxKustomization = (object: KubernetesObject): object is FluxKustomization =>
  object.apiVersion === "kustomize.toolkit.fluxcd.io/v1";
const pick = (objects: KubernetesObject[], kind: string) =>
  objects.filter((object) => object.kind === kind);

describe.each(repositories)("the seed of $owner/$repository", ({ files }) => {
  const seed = new WrittenSeed(files, bin);
  const fillIn = { ...credential, tenant: "team-a", cluster: "core-app" };
  afterAll(() => {
    seed[Symbol.dispose]();
  });

  test.each(seed.overlays)("%s builds, and Flux knows all its fields", (overlay) => {
    const objects = seed.build(overlay, fillIn);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter(isFluxKind).flatMap((object) => schemas.problems(object))).toEqual([]);
    expect(JSON.stringify(objects)).not.toContain("${");
  });
});

describe.each([multiCluster(values).platform, tenancy.platform])(
  "the clusters of $owner/$repository",
  ({ files }) => {
    const seed = new WrittenSeed(files, bin);
    afterAll(() => {
      seed[Symbol.dispose]();
    });

    test.each(values.clusters)("%s begins with what Flux knows and finds", (cluster) => {
      const objects = seed.build(`clusters/${cluster}`);
      expect(objects.flatMap((object) => schemas.problems(object))).toEqual([]);
      const names = objects.map(({ metadata }) => metadata.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { metadata, spec } of objects.filter(isFluxKustomization)) {
        expect([metadata.name, seed.has(spec.path)]).toEqual([metadata.name, true]);
        expect(names).toEqual(
          expect.arrayContaining((spec.dependsOn ?? []).map((one) => one.name)),
        );
        // Locked controllers would do nothing for it.
        expect(spec.serviceAccountName).toBe("kustomize-controller");
        expect(spec.sourceRef).toEqual({ kind: "GitRepository", name: "flux-system" });
      }
    });
  },
);

test("an unknown field is refused", () => {
  const object = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "a" },
    spec: { interval: "1m", prune: true, sourceRef: { kind: "Bucket", name: "b" }, prunes: true },
  };
  expect(schemas.problems(object).join()).toContain('"additionalProperty":"prunes"');
});

describe("a tenant", () => {
  const seed = new WrittenSeed(tenancy.platform.files, bin);
  const entry = seed
    .build("clusters/dmz-app")
    .filter(isFluxKustomization)
    .find(({ metadata }) => metadata.name === "tenant-team-b");
  const { path = "", postBuild } = entry?.spec ?? {};
  const objects = seed.build(path, { ...credential, ...postBuild?.substitute });
  const policies = seed.build("infrastructure/policies");
  afterAll(() => {
    seed[Symbol.dispose]();
  });

  test("gets its credential from the Secret that the program makes", () => {
    expect(postBuild?.substituteFrom).toEqual([{ kind: "Secret", name: "tenant-team-b" }]);
  });

  test("is in its own namespace with all it has", () => {
    const [namespace] = pick(objects, "Namespace");
    expect(namespace?.metadata.name).toBe("team-b");
    const elsewhere = objects.filter(
      ({ kind, metadata }) => kind !== "Namespace" && metadata.namespace !== "team-b",
    );
    expect(elsewhere).toEqual([]);
    const kinds = new Set(objects.map(({ kind }) => kind));
    for (const kind of ["ResourceQuota", "LimitRange", "NetworkPolicy", "RoleBinding"]) {
      expect(kinds).toContain(kind);
    }
  });

  test("has no rights but on its namespace", () => {
    expect(pick(objects, "ClusterRoleBinding")).toEqual([]);
    expect(pick(objects, "RoleBinding")).toMatchObject([
      {
        roleRef: { kind: "ClusterRole", name: "admin" },
        subjects: [{ kind: "ServiceAccount", name: "team-b", namespace: "team-b" }],
      },
    ]);
  });

  test("works with its own account, and so do its HelmReleases and Kustomizations", () => {
    const [apps] = objects.filter(isFluxKustomization);
    expect(apps?.spec).toMatchObject({
      path: "./clusters/dmz-app",
      serviceAccountName: "team-b",
      targetNamespace: "team-b",
    });
    const patches = (apps?.spec as unknown as { patches: { target: object; patch: string }[] })
      .patches;
    expect(patches.map(({ target }) => target)).toMatchObject([
      { kind: "HelmRelease" },
      { kind: "Kustomization" },
    ]);
    for (const { patch } of patches) {
      expect(patch).toContain("serviceAccountName: team-b");
    }
  });

  test("follows a directory that its own seed has", () => {
    const tenant = tenancy.tenants.find(({ name }) => name === "team-b");
    expect(Object.keys(tenant?.repository.files ?? {})).toContain(
      "clusters/dmz-app/kustomization.yaml",
    );
  });

  test("is held by policies that fail closed and apply to its namespace", () => {
    const [namespace] = pick(objects, "Namespace");
    const all = pick(policies, "ValidatingAdmissionPolicy");
    expect(all).toHaveLength(3);
    expect(all.every(({ spec }) => spec?.["failurePolicy"] === "Fail")).toBe(true);
    const bindings = pick(policies, "ValidatingAdmissionPolicyBinding");
    expect(bindings.map(({ spec }) => spec?.["policyName"]).sort()).toEqual(
      all.map(({ metadata }) => metadata.name).sort(),
    );
    for (const { spec } of bindings) {
      const { matchResources, validationActions, paramRef } = spec as {
        matchResources: { namespaceSelector: { matchLabels: Record<string, string> } };
        validationActions: string[];
        paramRef?: unknown;
      };
      expect(namespace?.metadata.labels).toMatchObject(
        matchResources.namespaceSelector.matchLabels,
      );
      expect(validationActions).toEqual(["Deny"]);
      // kube-apiserver 1.34 loses the parameters of policies when a topology is left and taken again.
      expect(paramRef).toBeUndefined();
    }
  });
});
