import { engineAddress } from "../../plugins/docker/engine-address.ts";
import { dockerProvider } from "../../plugins/docker/provider.ts";
import { ProviderClient, secret } from "../../../../tests/unit/provider-server/provider-client.ts";
import { FakeDocker, type Replies } from "./fake-docker.ts";

const NETWORK = "docker:index/network:Network";
const VOLUME = "docker:index/volume:Volume";
const IMAGE = "docker:index/remoteImage:RemoteImage";
const CONTAINER = "docker:index/container:Container";

let docker: FakeDocker;
let client: ProviderClient;

async function play(replies: Replies, apiVersion?: string): Promise<void> {
  docker = await new FakeDocker(replies, apiVersion).start();
  client = await new ProviderClient().open(dockerProvider);
  await client.configure({ host: docker.host });
}

afterEach(async () => {
  client.close();
  await docker.stop();
});

describe("network", () => {
  const inspect = {
    Id: "n1",
    Name: "lab",
    Scope: "local",
    Driver: "bridge",
    Internal: false,
    IPAM: { Config: [{ Subnet: "10.1.0.0/24", Gateway: "10.1.0.1" }] },
    Options: {},
    Labels: { team: "a" },
  };
  const inputs = {
    name: "lab",
    ipamConfigs: [{ subnet: "10.1.0.0/24", ipRange: "10.1.0.128/25" }],
    labels: [{ label: "team", value: "a" }],
  };

  it("is created with its addresses and labels", async () => {
    await play({
      "POST /networks/create": { status: 201, json: { Id: "n1" } },
      "GET /networks/n1": { json: inspect },
    });
    const { id, outputs } = await client.create(NETWORK, inputs);
    expect(id).toBe("n1");
    expect(outputs).toEqual({
      ...inputs,
      driver: "bridge",
      internal: false,
      options: {},
      scope: "local",
    });
    expect(docker.bodyOf("POST /networks/create")).toMatchObject({
      Name: "lab",
      Driver: "bridge",
      CheckDuplicate: true,
      Labels: { team: "a" },
      IPAM: { Config: [{ Subnet: "10.1.0.0/24", IPRange: "10.1.0.128/25" }] },
    });
    expect(docker.version).toBe("/v1.41");
  });

  it("reads as it was made, as gone, and as an import", async () => {
    await play({ "GET /networks/n1": { json: inspect } });
    expect((await client.read(NETWORK, "n1", {}, inputs)).inputs).toEqual(inputs);
    expect((await client.read(NETWORK, "gone", {}, inputs)).id).toBe("");
    expect((await client.read(NETWORK, "n1")).inputs).toMatchObject({
      name: "lab",
      labels: [{ label: "team", value: "a" }],
    });
  });

  it("is deleted when nothing uses it any more, and may be gone", async () => {
    await play({
      "DELETE /networks/n1": [
        { status: 403, json: { message: "has active endpoints" } },
        { status: 204 },
      ],
    });
    await client.delete(NETWORK, "n1", inputs);
    expect(docker.calls).toEqual(["DELETE /networks/n1", "DELETE /networks/n1"]);
    await client.delete(NETWORK, "gone", inputs);
  });

  it("is not spoken to in a version newer than known", async () => {
    await play({ "GET /networks/n1": { json: inspect } }, "1.52");
    await client.read(NETWORK, "n1", {}, inputs);
    expect(docker.version).toBe("/v1.44");
  });
});

describe("volume", () => {
  const inspect = { Name: "data", Driver: "local", Mountpoint: "/m", Labels: { a: "1" } };
  const inputs = { name: "data", labels: [{ label: "a", value: "1" }] };

  it("is created and read without a difference", async () => {
    await play({
      "POST /volumes/create": { status: 201, json: inspect },
      "GET /volumes/data": { json: inspect },
    });
    const made = await client.create(VOLUME, inputs);
    expect(made).toEqual({ id: "data", outputs: { ...inputs, driver: "local", mountpoint: "/m" } });
    expect(await client.read(VOLUME, "data", made.outputs, inputs)).toEqual({ ...made, inputs });
  });

  it("reads with other labels when it was made anew by hand", async () => {
    await play({ "GET /volumes/data": { json: { ...inspect, Labels: null } } });
    expect((await client.read(VOLUME, "data", {}, inputs)).inputs).toMatchObject({ labels: [] });
  });
});

describe("remote image", () => {
  const ID = `sha256:${"0".repeat(64)}`;
  const inspect = { Id: ID, RepoDigests: ["repo/app@sha256:1"] };
  const path = "/images/repo/app:1/json";
  const inputs = { name: "repo/app:1", keepLocally: true };

  it("takes an image that is there and leaves it there", async () => {
    await play({ [`GET ${path}`]: { json: inspect } });
    const { id, outputs } = await client.create(IMAGE, inputs);
    expect(id).toBe(`${ID}repo/app:1`);
    expect(outputs).toEqual({ ...inputs, imageId: ID, repoDigest: "repo/app@sha256:1" });
    await client.delete(IMAGE, id, outputs ?? {});
    expect(docker.calls).toEqual([`GET ${path}`]);
  });

  it("pulls what is not there", async () => {
    await play({
      [`GET ${path}`]: [{ status: 404, json: { message: "none" } }, { json: inspect }],
      "POST /images/create": { bytes: Buffer.from('{"status":"Pulling"}\n{"status":"Done"}\n') },
    });
    await client.create(IMAGE, inputs);
    const pull = docker.received.find(({ path: called }) => called === "/images/create");
    expect(pull?.query).toEqual({ fromImage: "repo/app", tag: "1" });
  });

  it("fails with the error inside the answer to a pull", async () => {
    await play({ "POST /images/create": { bytes: Buffer.from('{"error":"manifest unknown"}\n') } });
    await expect(client.create(IMAGE, inputs)).rejects.toThrow(
      "cannot pull repo/app:1: manifest unknown",
    );
  });

  it("follows a tag that has moved, and is gone with its name", async () => {
    await play({ [`GET ${path}`]: { json: inspect } });
    const found = await client.read(IMAGE, "sha256:old", { imageId: "sha256:old" }, inputs);
    expect(found).toMatchObject({ id: `${ID}repo/app:1`, inputs, outputs: { imageId: ID } });
    expect((await client.read(IMAGE, "x", {}, { name: "other" })).id).toBe("");
  });

  it("is removed unless it is to be kept", async () => {
    await play({ "DELETE /images/repo/app:1": { json: [] } });
    await client.delete(IMAGE, ID, { name: "repo/app:1" });
    expect(docker.calls).toEqual(["DELETE /images/repo/app:1"]);
  });
});

describe("container", () => {
  const inputs = {
    name: "web",
    image: "sha256:1",
    envs: ["A=1"],
    ports: [{ internal: 80, external: 8080, ip: "127.0.0.1" }],
    mounts: [{ type: "volume", source: "data", target: "/data" }],
    networkMode: "bridge",
    networksAdvanced: [{ name: "lab", aliases: ["web"], ipv4Address: "10.1.0.2" }],
    restart: "unless-stopped",
  };
  const waiting = {
    ...inputs,
    healthcheck: { tests: ["CMD", "true"], interval: "1s", timeout: "1m30s", retries: 3 },
    wait: true,
    waitTimeout: 5,
  };
  const log = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 5]), Buffer.from("oops\n")]);

  function inspect(state: object, networks: object = {}) {
    return {
      Id: "c1",
      Name: "/web",
      State: { Status: "running", Running: true, ExitCode: 0, Error: "", ...state },
      Config: { Hostname: "c1", Image: "sha256:1", Tty: false, Cmd: ["run"], Entrypoint: null },
      HostConfig: {
        IpcMode: "private",
        LogConfig: { Type: "json-file" },
        RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
        Runtime: "runc",
      },
      NetworkSettings: {
        Ports: {},
        Networks: {
          lab: {
            NetworkID: "n1",
            IPAddress: "10.1.0.2",
            IPPrefixLen: 24,
            Gateway: "10.1.0.1",
            GlobalIPv6Address: "",
            GlobalIPv6PrefixLen: 0,
            IPv6Gateway: "",
            MacAddress: "02:42",
            IPAMConfig: { IPv4Address: "10.1.0.2" },
          },
          ...networks,
        },
      },
    };
  }

  const starting: Replies = {
    "POST /containers/create": { status: 201, json: { Id: "c1" } },
    "POST /containers/c1/start": { status: 204 },
    "DELETE /containers/c1": { status: 204 },
    "GET /containers/c1/logs": { bytes: log },
  };

  it("is created in its first network, started and waited for", async () => {
    const health = (Status: string) => inspect({ Health: { Status, Log: [] } });
    await play({
      ...starting,
      "GET /containers/c1/json": [{ json: health("starting") }, { json: health("healthy") }],
    });
    const { id, outputs } = await client.create(CONTAINER, waiting);
    expect(id).toBe("c1");
    expect(outputs).toMatchObject({
      ...waiting,
      hostname: "c1",
      networkDatas: [{ networkName: "lab", ipAddress: "10.1.0.2", gateway: "10.1.0.1" }],
    });
    expect(docker.received[0]?.query).toEqual({ name: "web" });
    expect(docker.bodyOf("POST /containers/create")).toMatchObject({
      Image: "sha256:1",
      Env: ["A=1"],
      ExposedPorts: { "80/tcp": {} },
      Healthcheck: { Test: ["CMD", "true"], Interval: 1e9, Timeout: 90e9, Retries: 3 },
      HostConfig: {
        Mounts: [{ Type: "volume", Source: "data", Target: "/data" }],
        NetworkMode: "lab",
        PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] },
        RestartPolicy: { Name: "unless-stopped" },
      },
      NetworkingConfig: {
        EndpointsConfig: { lab: { Aliases: ["web"], IPAMConfig: { IPv4Address: "10.1.0.2" } } },
      },
    });
  });

  it("is connected to further networks before it starts", async () => {
    await play({
      ...starting,
      "POST /networks/two/connect": { status: 200 },
      "GET /containers/c1/json": { json: inspect({}) },
    });
    const networksAdvanced = [{ name: "lab" }, { name: "two" }];
    await client.create(CONTAINER, { ...inputs, networksAdvanced });
    expect(docker.calls.slice(0, 3)).toEqual([
      "POST /containers/create",
      "POST /networks/two/connect",
      "POST /containers/c1/start",
    ]);
  });

  it("that does not get healthy says why and stays, to be repaired or destroyed", async () => {
    const Health = { Status: "starting", Log: [{ ExitCode: 1, Output: "refused\n" }] };
    await play({ ...starting, "GET /containers/c1/json": { json: inspect({ Health }) } });
    await expect(client.create(CONTAINER, { ...waiting, waitTimeout: 0.3 })).rejects.toThrow(
      "container web was not healthy (starting) within 0.3 s; status running; " +
        "last health check exited with 1: refused; last log lines:\noops",
    );
    expect(docker.calls).not.toContain("DELETE /containers/c1");
  });

  it("that ends at once is an error with its log, free of secrets", async () => {
    const State = { Status: "exited", Running: false, ExitCode: 7 };
    await play({ ...starting, "GET /containers/c1/json": { json: inspect(State) } });
    const envs = [secret("WORD=oops")];
    await expect(client.create(CONTAINER, { ...inputs, envs })).rejects.toThrow(
      "container web ended with 7 at once; status exited; last log lines:\n[secret]",
    );
  });

  it("that cannot be started is removed again", async () => {
    await play({
      ...starting,
      "POST /containers/c1/start": { status: 500, json: { message: "port is allocated" } },
    });
    await expect(client.create(CONTAINER, inputs)).rejects.toThrow("port is allocated");
    expect(docker.calls.at(-1)).toBe("DELETE /containers/c1");
  });

  it("whose name is taken says how to free it", async () => {
    await play({ "POST /containers/create": { status: 409, json: { message: "in use" } } });
    await expect(client.create(CONTAINER, inputs)).rejects.toThrow("docker rm -f web");
  });

  it("reads without a difference while it is as it was made", async () => {
    await play({ "GET /containers/c1/json": { json: inspect({}, { other: {} }) } });
    expect((await client.read(CONTAINER, "c1", {}, inputs)).inputs).toEqual(inputs);
  });

  it("reads as gone, stopped, or detached from its network", async () => {
    const stopped = inspect({ Running: false });
    const detached = inspect({});
    detached.NetworkSettings.Networks = {} as typeof detached.NetworkSettings.Networks;
    await play({ "GET /containers/c1/json": [{ json: stopped }, { json: detached }] });
    expect((await client.read(CONTAINER, "gone", {}, inputs)).id).toBe("");
    const found = await client.read(CONTAINER, "c1", {}, inputs);
    expect(found.inputs).toEqual({ ...inputs, mustRun: false });
    const lonely = await client.read(CONTAINER, "c1", {}, inputs);
    expect(lonely.inputs).toEqual({ ...inputs, networksAdvanced: [] });
  });

  it("that was stopped is started by an update, not replaced", async () => {
    await play({
      "POST /containers/id/update": { json: {} },
      "POST /containers/id/start": { status: 204 },
      "GET /containers/id/json": { json: inspect({}) },
    });
    const stopped = { ...inputs, mustRun: false };
    expect((await client.diff(CONTAINER, stopped, inputs)).replaces).toEqual([]);
    await client.update(CONTAINER, stopped, stopped, inputs);
    expect(docker.calls).toContain("POST /containers/id/start");
    expect(docker.bodyOf("POST /containers/id/update")).toEqual({
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
    });
  });

  it("is stopped, then removed with its anonymous volumes, and may be gone", async () => {
    await play({
      "POST /containers/c1/stop": { status: 204 },
      "DELETE /containers/c1": { status: 204 },
    });
    await client.delete(CONTAINER, "c1", inputs);
    expect(docker.received).toMatchObject([
      { path: "/containers/c1/stop", query: { t: "10" } },
      { method: "DELETE", query: { v: "true", force: "true" } },
    ]);
    await client.delete(CONTAINER, "gone", inputs);
  });

  it("refuses inputs it does not implement, and impossible ones", async () => {
    await play({});
    const refused = await client.check(CONTAINER, { ...inputs, dns: ["1.1.1.1"] });
    expect(refused.failures).toEqual([expect.stringMatching(/^unknown "dns" of docker:index/)]);
    const { failures } = await client.check(CONTAINER, {
      ...inputs,
      restart: "sometimes",
      networkMode: "host",
      healthcheck: { interval: "soon" },
      ports: [{ internal: 70000 }],
      envs: ["NOVALUE"],
    });
    expect(failures).toEqual([
      'networkMode "host" contradicts networksAdvanced; allowed: bridge, default, lab',
      'restart is "sometimes"; allowed: no, always, on-failure, unless-stopped',
      'healthcheck.interval is "soon"; it must be like 500ms or 1m30s',
      "port 70000 is no port; allowed: 1 to 65535",
      "port 70000 is no port; allowed: 1 to 65535",
      "envs[0] must be of the form NAME=value",
    ]);
  });
});

it("says where it looked for Docker when there is none", async () => {
  await play({});
  const lost = await new ProviderClient().open(dockerProvider);
  try {
    await lost.configure({ host: "unix:///nowhere/docker.sock" });
    await expect(lost.read(NETWORK, "n1")).rejects.toThrow(
      /cannot reach Docker at unix:\/\/\/nowhere\/docker.sock .*ENOENT.*docker info/,
    );
  } finally {
    lost.close();
  }
});

it("reads the Docker host from configuration, environment or default", async () => {
  await play({});
  expect(engineAddress("tcp://10.0.0.1:2375", {}).connection).toEqual({
    host: "10.0.0.1",
    port: "2375",
  });
  expect(engineAddress(undefined, { DOCKER_HOST: "unix:///x" }).connection).toEqual({
    socketPath: "/x",
  });
  expect(engineAddress(undefined, {}).host).toBe("unix:///var/run/docker.sock");
  expect(() => engineAddress("ssh://x", {})).toThrow("Docker host ssh://x is not supported");
  expect(() => engineAddress("tcp://x:1", { DOCKER_TLS_VERIFY: "1" })).toThrow("without TLS");
});
