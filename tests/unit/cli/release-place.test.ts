import { releasePlaces } from "../../../cli/release/release-place.ts";
import { parseStackOutputs, podinfosIn } from "../../../cli/stack/stack-outputs.ts";

const common = {
  namePrefix: "lab",
  giteaUrl: "http://127.0.0.1:3000",
  developer: { username: "developer", token: "d" },
};
const cluster = { context: "one", apiPort: 6550, ingressPort: 8081 };
const at = (namespace: string, name: string) => ({ namespace, name });
const fleetRepository = { url: "http://127.0.0.1:3000/platform/fleet.git", branch: "main" };
const fleet = parseStackOutputs({
  ...common,
  repositories: { fleet: fleetRepository },
  clusters: { one: cluster },
  apps: [
    {
      repository: fleetRepository,
      developer: common.developer,
      directory: "apps",
      source: at("flux-system", "flux-system"),
      kustomization: at("flux-system", "apps"),
      helmRelease: at("podinfo", "podinfo"),
      urls: { one: "http://podinfo.one.localhost:8081" },
    },
  ],
});
const tenant = (name: string) => ({
  repository: { url: `http://127.0.0.1:3000/${name}/apps.git`, branch: "main" },
  developer: { username: `${name}-developer`, token: name },
});
const tenantApp = (name: string) => ({
  ...tenant(name),
  tenant: name,
  directory: "clusters",
  source: at(name, "apps"),
  kustomization: at(name, "apps"),
  helmRelease: at(name, "podinfo"),
  urls: { one: `http://podinfo.${name}.one.localhost:8081` },
});
const shared = parseStackOutputs({
  ...common,
  repositories: { platform: { url: "http://127.0.0.1:3000/platform/platform.git" } },
  clusters: { one: cluster },
  tenants: { "team-a": tenant("team-a"), "team-b": tenant("team-b") },
  apps: [tenantApp("team-a"), tenantApp("team-b")],
});

test("one team's release goes to the fleet", () => {
  expect(releasePlaces(fleet, [])).toMatchObject([
    {
      tenant: null,
      repository: { url: "http://127.0.0.1:3000/platform/fleet.git" },
      author: { name: "fluxlab release" },
      directory: "apps",
      helmRelease: { namespace: "podinfo" },
      podinfoUrls: { one: "http://podinfo.one.localhost:8081" },
    },
  ]);
});

test("where there are tenants it goes to all of them, or to the named ones, as each of them", () => {
  expect(releasePlaces(shared, []).map(({ tenant: name }) => name)).toEqual(["team-a", "team-b"]);
  expect(releasePlaces(shared, ["team-b"])).toMatchObject([
    {
      tenant: "team-b",
      repository: { url: "http://127.0.0.1:3000/team-b/apps.git" },
      developer: { username: "team-b-developer", token: "team-b" },
      author: { name: "team-b-developer" },
      directory: "clusters",
      source: { namespace: "team-b", name: "apps" },
      podinfoUrls: { one: "http://podinfo.team-b.one.localhost:8081" },
    },
  ]);
});

test("a tenant that there is not is refused, with those there are", () => {
  expect(() => releasePlaces(shared, ["team-c"])).toThrow('there is no tenant "team-c"');
  expect(() => releasePlaces(fleet, ["team-a"])).toThrow('there is no tenant "team-a"');
});

test("every podinfo of a cluster is known, with whose it is", () => {
  expect(podinfosIn(fleet, "one")).toEqual([
    { tenant: null, url: "http://podinfo.one.localhost:8081" },
  ]);
  expect(podinfosIn(shared, "one").map(({ tenant: name }) => name)).toEqual(["team-a", "team-b"]);
});
