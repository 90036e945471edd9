import { parseFluxObject, type FluxKind, type FluxObject } from "../../../cli/flux/flux-object.ts";
import { requireHealing } from "../../../cli/drift/require-healing.ts";
import { chooseTargets } from "../../../cli/release/release-targets.ts";

const object = (kind: FluxKind, namespace: string, name: string): FluxObject => ({
  ...parseFluxObject(kind, {
    metadata: { namespace, name },
    spec: { ref: { branch: "main" } },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  }),
});
const system = [
  object("GitRepository", "flux-system", "flux-system"),
  object("Kustomization", "flux-system", "flux-system"),
];
const apps = object("Kustomization", "flux-system", "apps");
const podinfo = object("HelmRelease", "podinfo", "podinfo");
const all = [...system, apps, podinfo];
const place = {
  tenant: null,
  repository: { url: "http://127.0.0.1:3000/platform/fleet.git", branch: "main" },
  source: { namespace: "flux-system", name: "flux-system" },
  kustomization: { namespace: "flux-system", name: "apps" },
  helmRelease: { namespace: "podinfo", name: "podinfo" },
};
const suspended = (one: FluxObject): FluxObject => ({ ...one, suspended: true });

test("a cluster that Git brings no podinfo to is left out, one that says nothing is not", () => {
  const asked = [
    { cluster: "one", objects: all },
    { cluster: "two", objects: system },
    { cluster: "down", objects: undefined },
  ];
  expect(chooseTargets(place, asked)).toEqual({ clusters: ["one", "down"], leftOut: ["two"] });
});

test("a cluster where Flux is not done yet is not left out", () => {
  const working = { ...apps, ready: "Unknown" as const };
  const brings = { ...apps, inventory: ["HelmRelease podinfo/podinfo"] };
  for (const objects of [
    [...system, working],
    [...system, brings],
  ]) {
    expect(chooseTargets(place, [{ cluster: "one", objects }]).leftOut).toEqual([]);
  }
});

test.each([
  [suspended(apps), "resume kustomization apps --namespace flux-system"],
  [suspended(podinfo), "resume helmrelease podinfo --namespace podinfo"],
  [
    suspended(object("GitRepository", "flux-system", "flux-system")),
    "resume source git flux-system --namespace flux-system",
  ],
  [
    suspended(object("HelmRepository", "podinfo", "charts")),
    "resume source helm charts --namespace podinfo",
  ],
])("what is suspended on the way stops a release, with the command", (one, command) => {
  const title = `${one.kind} ${one.namespace}/${one.name}`;
  const others = all.filter(({ kind, name }) => kind !== one.kind || name !== one.name);
  const release = () => chooseTargets(place, [{ cluster: "one", objects: [...others, one] }]);
  expect(release).toThrow(`${title} in one`);
  expect(release).toThrow(
    expect.objectContaining({ remedy: `./lab flux --cluster one ${command}` }) as Error,
  );
});

test("what Git itself suspends is to be changed in Git", () => {
  const inGit = { ...suspended(apps), suspendedInGit: true };
  const release = () => chooseTargets(place, [{ cluster: "one", objects: [podinfo, inGit] }]);
  expect(release).toThrow(
    expect.objectContaining({ remedy: expect.stringContaining("out of Git") as string }) as Error,
  );
});

test("a cluster that follows another branch is named", () => {
  const [source, root] = system;
  const other = [{ ...(source as FluxObject), branch: "live" }, root as FluxObject, apps, podinfo];
  expect(() => chooseTargets(place, [{ cluster: "one", objects: other }])).toThrow(
    "GitRepository flux-system/flux-system in one follows branch live",
  );
});

test("a demonstration is refused where it could not be healed", () => {
  const healers = { cluster: "one", titles: ["HelmRelease podinfo/podinfo"] };
  expect(() => {
    requireHealing(healers, all);
  }).not.toThrow();
  expect(() => {
    requireHealing(healers, [...system, suspended(podinfo)]);
  }).toThrow("HelmRelease podinfo/podinfo in one");
  expect(() => {
    requireHealing(healers, system);
  }).toThrow("Git does not bring HelmRelease podinfo/podinfo to one");
});

test("what a Kustomization follows, has brought and who suspends it is read", () => {
  const read = parseFluxObject("Kustomization", {
    metadata: {
      namespace: "flux-system",
      name: "apps",
      managedFields: [
        { manager: "kustomize-controller", fieldsV1: { "f:spec": { "f:suspend": {} } } },
      ],
    },
    spec: { suspend: true, sourceRef: { kind: "GitRepository", name: "flux-system" } },
    status: {
      inventory: {
        entries: [
          { id: "podinfo_podinfo_helm.toolkit.fluxcd.io_HelmRelease" },
          { id: "_podinfo__Namespace" },
        ],
      },
    },
  });
  expect(read).toMatchObject({
    source: "GitRepository flux-system/flux-system",
    inventory: ["HelmRelease podinfo/podinfo"],
    suspendedInGit: true,
  });
  const byHand = [{ manager: "flux", fieldsV1: { "f:spec": { "f:suspend": {} } } }];
  expect(
    parseFluxObject("HelmRelease", {
      metadata: { managedFields: byHand },
      spec: { suspend: true },
    }),
  ).toMatchObject({ suspended: true, suspendedInGit: false });
  expect(parseFluxObject("GitRepository", { spec: { ref: { tag: "v1" } } }).branch).toBe("");
});
