import type { StateExport, StateResource } from "../../../cli/recovery/state-export.ts";
import { forget } from "../../../cli/recovery/forget.ts";
import { judgeLock, parseLock } from "../../../cli/recovery/state-lock.ts";
import {
  clustersInState,
  findStopped,
  findUnknown,
  findVanished,
} from "../../../cli/recovery/vanished.ts";
import type { DockerItem } from "../../../cli/docker/inventory.ts";

const urn = (type: string, name: string): string => `urn:pulumi:local::fluxlab::${type}::${name}`;
const server = urn("fluxlab:components:GiteaServer", "gitea");
const network = urn("docker:index/network:Network", "gitea-network");
const volume = urn("docker:index/volume:Volume", "gitea-data");
const container = urn("docker:index/container:Container", "gitea-container");
const account = urn("command:local:Command", "gitea-administrator");
const user = urn("gitea:index:User", "developer");
const k3d = (cluster: string): string => urn("command:local:Command", `${cluster}-k3d`);
const provider = (cluster: string): string => urn("pulumi:providers:kubernetes", cluster);
const inCluster = (cluster: string): string => urn("kubernetes:core/v1:Secret", cluster);
const webhook = urn("gitea:index:RepositoryWebhook", "one");

const resource = (from: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: from,
  type: from.split("::")[2] ?? "",
  id: "id",
  ...more,
});

const cluster = (name: string): StateResource[] => [
  resource(k3d(name), {
    inputs: { environment: { CLUSTER: name, K3D_CLUSTER: `fluxlab-${name}` } },
    dependencies: [network],
  }),
  resource(provider(name), { propertyDependencies: { kubeconfig: [k3d(name)] } }),
  resource(inCluster(name), { provider: `${provider(name)}::id`, dependencies: [user] }),
];

const state: StateExport = {
  version: 3,
  deployment: {
    resources: [
      { urn: server, type: "fluxlab:components:GiteaServer" },
      resource(network, { inputs: { name: "fluxlab" }, parent: server }),
      resource(volume, { inputs: { name: "fluxlab-gitea" }, parent: server }),
      resource(container, {
        inputs: { name: "fluxlab-gitea" },
        parent: server,
        dependencies: [network, volume],
      }),
      resource(account, { parent: server, dependencies: [container, volume] }),
      resource(user, { deletedWith: volume, dependencies: [account] }),
      ...cluster("one"),
      ...cluster("two"),
      resource(webhook, { deletedWith: volume, dependencies: [inCluster("one"), user] }),
    ],
  },
};

const item = (
  kind: DockerItem["kind"],
  name: string,
  more: Partial<DockerItem> = {},
): DockerItem => ({
  kind,
  name,
  labels: {},
  state: kind === "container" ? "running" : "",
  ...more,
});

const inventory = [
  item("network", "fluxlab"),
  item("volume", "fluxlab-gitea"),
  item("container", "fluxlab-gitea"),
  item("container", "k3d-fluxlab-one-server-0", { labels: { "k3d.cluster": "fluxlab-one" } }),
  item("container", "k3d-fluxlab-two-server-0", { labels: { "k3d.cluster": "fluxlab-two" } }),
  item("volume", "k3d-fluxlab-two-images", { labels: { "k3d.cluster": "fluxlab-two" } }),
];
const without = (...names: string[]): DockerItem[] =>
  inventory.filter(({ kind, name }) => !names.includes(`${kind} ${name}`));

test("when everything is there nothing has vanished, stopped or come from elsewhere", () => {
  expect(findVanished(state, inventory).urns.size).toBe(0);
  expect(findStopped(state, inventory)).toEqual([]);
  expect(findUnknown(state, inventory)).toEqual([]);
  expect(clustersInState(state)).toEqual(["one", "two"]);
});

test("a vanished cluster takes its provider and what was in it, and no other cluster", () => {
  const vanished = findVanished(state, without("container k3d-fluxlab-one-server-0"));
  expect(vanished.descriptions).toEqual(["cluster fluxlab-one"]);
  expect(vanished.k3dClusters).toEqual(["fluxlab-one"]);
  expect([...vanished.urns].sort()).toEqual([inCluster("one"), k3d("one"), provider("one")].sort());
});

test("a vanished Gitea container is made anew on its old data", () => {
  const vanished = findVanished(state, without("container fluxlab-gitea"));
  expect([...vanished.urns]).toEqual([container]);
});

test("with its volume go the server, its account and all that was in it", () => {
  const vanished = findVanished(state, without("container fluxlab-gitea", "volume fluxlab-gitea"));
  expect([...vanished.urns].sort()).toEqual([account, container, user, volume, webhook].sort());
});

test("what is forgotten leaves no reference behind, and the original is not touched", () => {
  const gone = findVanished(state, without("container k3d-fluxlab-one-server-0")).urns;
  const text = JSON.stringify(state);
  const after = forget(state, gone);
  expect(JSON.stringify(state)).toBe(text);
  for (const left of gone) {
    expect(JSON.stringify(after)).not.toContain(left);
  }
  expect(after.deployment.resources).toHaveLength(10);
  expect(after.deployment.resources?.find((entry) => entry.urn === webhook)?.dependencies).toEqual([
    user,
  ]);
});

test("containers that only stopped are told apart from vanished ones", () => {
  const stopped = [
    ...without("container fluxlab-gitea"),
    item("container", "fluxlab-gitea", { state: "exited" }),
  ];
  expect(findStopped(state, stopped)).toEqual(["fluxlab-gitea"]);
  expect(findVanished(state, stopped).urns.size).toBe(0);
});

test("what no resource stands for is unknown, with the parts k3d made for it", () => {
  const halfMade = [
    item("container", "k3d-fluxlab-new-server-0", { labels: { "k3d.cluster": "fluxlab-new" } }),
    item("volume", "k3d-fluxlab-new-images", { labels: { "k3d.cluster": "fluxlab-new" } }),
  ];
  expect(findUnknown(state, [...inventory, ...halfMade])).toEqual(halfMade);
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
