import { busyPortIn } from "../../../cli/recovery/containers.ts";
import { sameKinds } from "../../../cli/recovery/cluster-look.ts";
import { findDamage, knowsAny } from "../../../cli/recovery/damage.ts";
import {
  clustersInState,
  textOutput,
  type StateExport,
  type StateResource,
} from "../../../cli/recovery/deployed-state.ts";
import { judgeLock, parseLock } from "../../../cli/recovery/state-lock.ts";
import type { DockerItem } from "../../../cli/docker/inventory.ts";

const urn = (type: string, name: string): string => `urn:pulumi:local::fluxlab::${type}::${name}`;
const network = urn("docker:index/network:Network", "gitea-network");
const volume = urn("docker:index/volume:Volume", "gitea-data");
const container = urn("docker:index/container:Container", "gitea-container");
const account = urn("command:local:Command", "gitea-administrator");
const provider = urn("pulumi:providers:gitea", "gitea");
const k3d = (cluster: string): string => urn("command:local:Command", `${cluster}-k3d`);

const resource = (from: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: from,
  type: from.split("::")[2] ?? "",
  id: "id",
  ...more,
});

const cluster = (name: string): StateResource =>
  resource(k3d(name), {
    inputs: { environment: { CLUSTER: name, K3D_CLUSTER: `fluxlab-${name}` } },
  });

const state: StateExport = {
  version: 3,
  deployment: {
    resources: [
      resource(network, { inputs: { name: "fluxlab" } }),
      resource(volume, { inputs: { name: "fluxlab-gitea" } }),
      resource(container, { inputs: { name: "fluxlab-gitea" }, id: "gitea's" }),
      resource(account, { inputs: { environment: { ADMINISTRATOR: "fluxlab" } } }),
      resource(provider),
      cluster("one"),
      cluster("two"),
    ],
  },
};
const withoutResource = (gone: string): StateExport => ({
  ...state,
  deployment: { resources: state.deployment.resources?.filter(({ urn }) => urn !== gone) ?? [] },
});

const item = (
  kind: DockerItem["kind"],
  name: string,
  more: Partial<DockerItem> = {},
): DockerItem => ({
  kind,
  name,
  id: "",
  labels: {},
  state: kind === "container" ? "running" : "",
  ...more,
});

const inventory = [
  item("network", "fluxlab"),
  item("volume", "fluxlab-gitea"),
  item("container", "fluxlab-gitea"),
  item("container", "k3d-fluxlab-one-server-0", {
    labels: { "k3d.cluster": "fluxlab-one", "k3d.role": "server" },
  }),
  item("container", "k3d-fluxlab-two-server-0", {
    labels: { "k3d.cluster": "fluxlab-two", "k3d.role": "server" },
  }),
  item("volume", "k3d-fluxlab-two-images", { labels: { "k3d.cluster": "fluxlab-two" } }),
];
const without = (...names: string[]): DockerItem[] =>
  inventory.filter(({ kind, name }) => !names.includes(`${kind} ${name}`));

test("when everything is there, nothing is to be done", () => {
  const nothing = findDamage(state, inventory);
  expect(Object.values(nothing).flat()).toEqual([]);
  expect(clustersInState(state)).toEqual(["one", "two"]);
});

test("a cluster without its node is made anew, and no other", () => {
  const damage = findDamage(state, without("container k3d-fluxlab-one-server-0"));
  expect(damage.gone).toEqual(["cluster fluxlab-one"]);
  expect(damage.destroy).toEqual([k3d("one")]);
  expect(damage.refresh).toEqual([]);
});

test("a Gitea container that is gone is found by a refresh, and its data is kept", () => {
  const damage = findDamage(state, without("container fluxlab-gitea"));
  expect(damage.refresh).toEqual([container]);
  expect(damage.destroy).toEqual([]);
  expect(damage.lostVolumes).toEqual([]);
});

test("with its volume goes all that was made in Gitea", () => {
  const damage = findDamage(state, without("container fluxlab-gitea", "volume fluxlab-gitea"));
  expect(damage.lostVolumes).toEqual(["fluxlab-gitea"]);
  expect(damage.destroy).toEqual([volume]);
});

test("without the network every container has to go, also with another one of its name", () => {
  const everything = [container, k3d("one"), k3d("two")];
  const gone = findDamage(state, without("network fluxlab"));
  expect([...gone.refresh, ...gone.destroy]).toEqual([network, ...everything]);
  expect(gone.leftovers.map(({ name }) => name)).toHaveLength(3);
  const unknown = findDamage(withoutResource(network), inventory);
  expect([...unknown.refresh, ...unknown.destroy]).toEqual(everything);
  expect(unknown.leftovers.map(({ kind }) => kind)).toContain("network");
});

test("what stopped, was paused or renamed is told apart from what is gone", () => {
  const changed = [
    ...without("container fluxlab-gitea", "container k3d-fluxlab-one-server-0"),
    item("container", "other", { id: "gitea's", state: "paused" }),
    item("container", "k3d-fluxlab-one-server-0", { state: "exited" }),
  ];
  const damage = findDamage(state, changed);
  expect(damage.gone).toEqual([]);
  expect(damage.renamed).toEqual([{ from: "other", to: "fluxlab-gitea" }]);
  expect(damage.paused).toEqual(["fluxlab-gitea"]);
  expect(damage.stopped).toEqual(["k3d-fluxlab-one-server-0"]);
  expect(damage.leftovers).toEqual([]);
});

test("a volume that the state has lost is never removed, nor is a whole cluster", () => {
  expect(findDamage(withoutResource(volume), inventory).leftovers).toEqual([]);
  expect(findDamage(withoutResource(k3d("one")), inventory).leftovers).toEqual([]);
});

test("a cluster whose making was cut short is removed", () => {
  const pending_operations = [{ type: "creating", resource: cluster("one") }];
  const { resources = [] } = withoutResource(k3d("one")).deployment;
  const damage = findDamage(
    { version: 3, deployment: { resources, pending_operations } },
    inventory,
  );
  expect(damage.leftovers.map(({ name }) => name)).toEqual(["k3d-fluxlab-one-server-0"]);
});

test("a lab that the state has nothing of is another's", () => {
  expect(knowsAny(state, inventory)).toBe(true);
  expect(knowsAny({ version: 3, deployment: {} }, inventory)).toBe(false);
});

test("kinds are the same only with name, UID and generation", () => {
  const printed = "a.example.org   1   2\n";
  expect(sameKinds(printed, ["default 9 <none> <none>", "a.example.org 1 2 <none>"])).toBe(true);
  expect(sameKinds(printed, ["a.example.org 1 3 <none>"])).toBe(false);
  expect(sameKinds(printed, [])).toBe(false);
});

test("an output is read whether or not it is secret", () => {
  const made = resource(account, { outputs: { stdout: { plaintext: '"x"' }, stderr: "y" } });
  expect(textOutput(made, "stdout")).toBe("x");
  expect(textOutput(made, "stderr")).toBe("y");
  expect(textOutput(undefined, "stdout")).toBeUndefined();
});

test.each([
  ["Bind for 127.0.0.1:3000 failed: port is already allocated", 3000],
  ["listen tcp4 127.0.0.1:3000: bind: address already in use", 3000],
  ["failed to bind host port 127.0.0.1:3000/tcp: address already in use", 3000],
  ["network abc not found", undefined],
])("the port in %j is %s", (message, port) => {
  expect(busyPortIn(message)).toBe(port);
});

test.each([
  [{ sameHost: true, alive: false, owner: "none" }, "stale"],
  [{ sameHost: true, alive: true, owner: "dead" }, "orphaned"],
  [{ sameHost: true, alive: true, owner: "alive" }, "held"],
  [{ sameHost: true, alive: true, owner: "none" }, "held"],
  [{ sameHost: false, alive: false, owner: "none" }, "held"],
] as const)("a lock with %j is %s", (facts, expected) => {
  expect(judgeLock(facts)).toBe(expected);
});

test("a lock file that was cut short names nobody", () => {
  expect(parseLock('{"pid":12,"hostname":"h"}')).toEqual({ pid: 12, hostname: "h" });
  expect(parseLock('{"pid":1')).toEqual({ pid: 0, hostname: "" });
});

test("a network that the state has lost goes with every node on it", () => {
  const nothing: StateExport = { version: 3, deployment: { resources: [resource(provider)] } };
  const node = item("container", "k3d-fluxlab-one-server-0", {
    labels: { "k3d.cluster": "fluxlab-one", "k3d.role": "server" },
  });
  const lost = item("network", "fluxlab");
  expect(findDamage(nothing, [node, lost]).leftovers).toEqual([node, lost]);
  expect(findDamage(nothing, [node]).leftovers).toEqual([]);
});
