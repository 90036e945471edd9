import { deployedIn, describeRemovals, removals } from "../../../cli/stack/removals.ts";
import type { StateResource } from "../../../cli/recovery/deployed-state.ts";

const urn = (type: string, name: string): string => `urn:pulumi:local::fluxlab::${type}::${name}`;
const cluster = (name: string): StateResource => ({
  urn: urn("command:local:Command", `${name}-k3d`),
  type: "command:local:Command",
  inputs: { environment: { CLUSTER: name, K3D_CLUSTER: `fluxlab-${name}` } },
});
const repository = (name: string): StateResource => ({
  urn: urn("fluxlab:components:Lab$fluxlab:components:GitOpsRepo", name),
  type: "fluxlab:components:GitOpsRepo",
});
const deployed = deployedIn({
  version: 3,
  deployment: {
    resources: [
      {
        urn: urn("pulumi:pulumi:Stack", "fluxlab-local"),
        type: "pulumi:pulumi:Stack",
        outputs: { namePrefix: "fluxlab", topology: "multi-tenancy" },
      },
      cluster("one"),
      cluster("two"),
      repository("platform"),
      repository("tenant-team-a"),
      repository("tenant-team-b"),
    ],
  },
});
const settings = {
  namePrefix: "fluxlab",
  topology: "multi-tenancy",
  clusters: ["one", "two"],
  tenants: ["team-a", "team-b"],
};

test("what is deployed is read from the state", () => {
  expect(deployed).toEqual({
    clusters: ["one", "two"],
    tenants: ["team-a", "team-b"],
    namePrefix: "fluxlab",
    topology: "multi-tenancy",
  });
});

test.each([
  [{}, []],
  [{ clusters: ["one", "two", "three"] }, []],
  [{ clusters: ["two"] }, ["cluster one"]],
  [{ tenants: ["team-b"] }, ["tenant team-a with its repository and namespaces"]],
  [{ topology: "multi-cluster" }, []],
  [{ clusters: [null, null, "three"] }, ["cluster one", "cluster two"]],
  [{ clusters: "one" }, []],
  [{ namePrefix: "other" }, [expect.stringContaining("all of lab fluxlab, Gitea")]],
])("with the settings %j goes %j", (change, expected) => {
  expect(describeRemovals(removals(deployed, { ...settings, ...change }))).toEqual(expected);
});

test("a lab that was never up loses nothing", () => {
  const nothing = deployedIn({ version: 3, deployment: {} });
  expect(describeRemovals(removals(nothing, settings))).toEqual([]);
  expect(removals(nothing, settings).switches).toBe(false);
});

test("another topology is known as a switch", () => {
  expect(removals(deployed, { ...settings, topology: "multi-cluster" }).switches).toBe(true);
  expect(removals(deployed, settings).switches).toBe(false);
});
