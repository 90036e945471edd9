import { parseAllDocuments } from "yaml";
import { ageKeyOf } from "../../../components/gitea-server/age-key.ts";
import { sopsConfiguration } from "../../../components/gitops-repo/sops-configuration.ts";
import { extraNames, type Extra } from "../../../components/settings/schema.ts";
import { multiCluster } from "../../../components/topologies/multi-cluster.ts";
import { multiTenancy } from "../../../components/topologies/multi-tenancy.ts";
import type { Topology } from "../../../components/topologies/topology.ts";
import { labOf, removeLabParts } from "./lab-args.ts";
import { named, recordLab } from "./recorded-lab.ts";

afterAll(removeLabParts);

const values = {
  clusters: ["core-app", "dmz-app"],
  tenants: ["team-a", "team-b"],
  giteaUrl: "http://gitea:3000",
  chartRegistry: "http://gitea:3000/api/packages/charts/helm",
  podinfoVersion: "6.9.2",
  traefikImage: "traefik:v3",
  driftCheckInterval: "3m",
};

/** Every subset, the empty one too. */
const subsets = extraNames.reduce<Extra[][]>(
  (all, extra) => all.concat(all.map((subset) => [...subset, extra])),
  [[]],
);

/** All files of all repositories, by `OWNER/REPOSITORY:PATH`. */
function filesOf({ platform, tenants }: Topology): Record<string, string> {
  const plans = [platform, ...tenants.map(({ repository }) => repository)];
  return Object.fromEntries(
    plans.flatMap(({ owner, repository, files }) =>
      Object.entries(files).map(([path, text]) => [`${owner}/${repository}:${path}`, text]),
    ),
  );
}

describe.each([
  ["multi-cluster", multiCluster],
  ["multi-tenancy", multiTenancy],
])("in topology %s", (_, topology) => {
  const filesWith = (extras: Extra[]) => filesOf(topology({ ...values, extras }));
  const ordinary = filesWith([]);
  const alone = new Map(extraNames.map((extra) => [extra, filesWith([extra])]));

  test.each(extraNames)("%s adds files, and changes none but what waits for jobs", (extra) => {
    const files = alone.get(extra) ?? {};
    const added = Object.keys(files).filter((path) => !(path in ordinary));
    expect(added.length).toBeGreaterThan(0);
    const changed = Object.keys(ordinary).filter((path) => files[path] !== ordinary[path]);
    expect(changed.filter((path) => !/\/(apps|git)\.yaml$/.test(path))).toEqual([]);
    expect(changed.length > 0).toBe(extra === "jobs");
  });

  test.each(subsets.map((subset) => [subset.join(", ") || "none", subset] as const))(
    "%s: the files of each, and every one is whole",
    (_, subset) => {
      const files = filesWith([...subset]);
      const expected = new Set(
        [ordinary, ...subset.map((extra) => alone.get(extra) ?? {})].flatMap(Object.keys),
      );
      expect(Object.keys(files).sort()).toEqual([...expected].sort());
      for (const [path, text] of Object.entries(files)) {
        expect([path, text.match(/__[A-Z_]+__/g)]).toEqual([path, null]);
        const errors = path.endsWith(".yaml")
          ? parseAllDocuments(text).flatMap((document) => document.errors)
          : [];
        expect([path, errors]).toEqual([path, []]);
      }
    },
  );
});

describe("the key of a cluster", () => {
  test("has the form that age reads", () => {
    const { identity, recipient } = ageKeyOf(Buffer.alloc(32, 7).toString("base64url"));
    expect(identity).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/);
    expect(recipient).toMatch(/^age1[a-z0-9]{58}$/);
  });

  test("is in no file but as the public half", async () => {
    const extras = ["secrets"] as Extra[];
    const resources = await recordLab(labOf(["a", "b"], { extras }));
    const files = named(resources, "fleet-seed").inputs["files"] as Record<string, string>;
    expect(files[".sops.yaml"]).toMatch(/path_regex: \^secrets\/a\/\n.*\n +age: age1/);
    expect(JSON.stringify(files)).not.toContain("AGE-SECRET-KEY");
    const keys = ["a", "b"].map((cluster) => {
      const { inputs, secrets } = named(resources, `${cluster}-decryption-key-secret`);
      expect(secrets).toContain("stringData");
      return (inputs["stringData"] as Record<string, string>)["cluster.agekey"];
    });
    expect(new Set(keys).size).toBe(2);
  });
});

test("sops is told whom to encrypt for by the directory of a cluster", () => {
  expect(sopsConfiguration({ one: "age1x" })).toContain(
    "  - path_regex: ^secrets/one/\n    encrypted_regex: ^(data|stringData)$\n    age: age1x\n",
  );
});
