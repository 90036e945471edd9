import { homedir } from "node:os";
import { pulumiBackend } from "../../../cli/lab/pulumi-backend.ts";
import {
  childEnvironment,
  labPlaces,
  labVariables,
  scrub,
  variablesToUnset,
} from "../../../cli/lab/lab-environment.ts";

const toolchain = {
  bin: "/cache/bin",
  registriesOnly: true,
  k3dTools: "tools:1",
  parts: "/cache/parts.json",
};
const places = {
  project: "/project",
  state: "/state with space",
  cache: "/cache",
  stack: "local",
  backend: pulumiBackend("/state with space", {}),
};

test("scrub drops what would redirect the pinned tools and keeps the rest", () => {
  const kept = {
    PATH: "/bin",
    HOME: "/home/me",
    LANG: "C.UTF-8",
    TERM: "xterm",
    CI: "true",
    HTTPS_PROXY: "http://proxy:1",
    no_proxy: "localhost",
    DOCKER_HOST: "unix:///run/docker.sock",
    DOCKER_CERT_PATH: "/certs",
    DOCKER_TLS_VERIFY: "1",
  };
  const dropped = {
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_ACCESS_TOKEN: "x",
    KUBECONFIG: "/home/me/.kube/config",
    KUBERC: "off",
    DOCKER_CONFIG: "/home/me/.docker",
    DOCKER_CONTEXT: "remote",
    GIT_DIR: "/elsewhere",
    GIT_CONFIG_COUNT: "1",
    K3D_FIX_DNS: "1",
    NODE_OPTIONS: "--inspect",
    FLUX_SYSTEM_NAMESPACE: "other",
  };
  expect(scrub({ ...kept, ...dropped })).toEqual(kept);
});

test("a child gets the lab's own settings instead of the user's, and an isolated git", () => {
  const env = childEnvironment(places, toolchain, {
    PATH: "/usr/bin",
    KUBECONFIG: "/mine",
    PULUMI_HOME: "/mine",
    GIT_CONFIG_GLOBAL: "/mine",
  });
  expect(env).toMatchObject({
    KUBECONFIG: "/state with space/kubeconfig",
    KUBECACHEDIR: "/state with space/kube-cache",
    KUBERC: "off",
    DOCKER_CONFIG: "/state with space/docker-config",
    PULUMI_HOME: "/state with space/pulumi-home",
    PULUMI_BACKEND_URL: "file:///state%20with%20space/backend",
    PULUMI_CONFIG_PASSPHRASE: "fluxlab",
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_STACK: "local",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    K3D_IMAGE_TOOLS: "tools:1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GOGC: "400",
    FLUXLAB_OWNER: String(process.pid),
  });
  expect(env["PATH"]).toMatch(/^\/cache\/bin:.*\/usr\/bin$/);
});

test("where releases are reachable, pulumi may download its plugins", () => {
  const variables = labVariables(places, { ...toolchain, registriesOnly: false }, {});
  expect(variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]).toBeUndefined();
});

describe("a stack that plain pulumi made", () => {
  const variables = (env: Record<string, string>) => labVariables(labPlaces(env), undefined, env);

  test("is looked for in the backend and read with the passphrase that the user names", () => {
    const env = { PULUMI_BACKEND_URL: "file://~/states", PULUMI_CONFIG_PASSPHRASE: "" };
    expect(labPlaces(env).backend.directory).toBe(`${homedir()}/states`);
    expect(variables(env)).toMatchObject(env);
    const byFile = variables({ PULUMI_CONFIG_PASSPHRASE_FILE: "/secret" });
    expect(byFile["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBe("/secret");
    expect(byFile["PULUMI_CONFIG_PASSPHRASE"]).toBeUndefined();
  });

  test("keeps the user's login where the state is not on this machine", () => {
    const cloud = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_HOME: "/mine" };
    expect(labPlaces(cloud).backend.directory).toBeUndefined();
    expect(variables(cloud)["PULUMI_HOME"]).toBe("/mine");
    const withToken = { ...cloud, PULUMI_ACCESS_TOKEN: "token" };
    expect(variables(withToken)["PULUMI_HOME"]).toMatch(/\/pulumi-home$/);
  });

  test("needs no toolchain: then the tools are the user's", () => {
    expect(variables({ PATH: "/usr/bin" })["PATH"]).toMatch(/\/usr\/bin$/);
    expect(variables({ PATH: "/usr/bin" })["FLUXLAB_PARTS"]).toBeUndefined();
  });
});

test("DOCKER_HOST is passed on only when the user has it", () => {
  expect(labVariables(places, toolchain, {})["DOCKER_HOST"]).toBeUndefined();
  expect(labVariables(places, toolchain, { DOCKER_HOST: "tcp://h:1" })["DOCKER_HOST"]).toBe(
    "tcp://h:1",
  );
});

test("the tools and Node come first on PATH, and nothing is on it twice", () => {
  const path = labVariables(places, toolchain, { PATH: "/usr/bin:/cache/bin:/bin" })["PATH"];
  const entries = path?.split(":") ?? [];
  expect(entries[0]).toBe("/cache/bin");
  expect(entries.filter((entry) => entry === "/cache/bin")).toHaveLength(1);
});

test("lab env unsets the user's pulumi settings but leaves git alone", () => {
  const user = { PULUMI_DEBUG_COMMANDS: "1", KUBECONFIG: "/x", GIT_DIR: "/y", PATH: "/bin" };
  const set = labVariables(places, toolchain, user);
  expect(variablesToUnset(user, set)).toEqual(["PULUMI_DEBUG_COMMANDS"]);
  expect(Object.keys(set).filter((name) => name.startsWith("GIT_"))).toEqual([]);
});

test("places: defaults, and the three variables that move them", () => {
  const defaults = labPlaces({ XDG_CACHE_HOME: "/caches" });
  expect(defaults.state).toBe(`${defaults.project}/.lab`);
  expect(defaults).toMatchObject({ cache: "/caches/fluxlab", stack: "local" });
  expect(
    labPlaces({ FLUXLAB_STATE: "/s", FLUXLAB_CACHE: "/c", FLUXLAB_STACK: "e2e" }),
  ).toMatchObject({ state: "/s", cache: "/c", stack: "e2e" });
});
