import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../e2e/eventually.ts";
import { Box } from "./box.ts";
import { laterPodinfos } from "./sites/released.ts";
import { Visitor } from "./visitor.ts";

jest.setTimeout(20 * 60_000);

const [next] = laterPodinfos;
let box: Box;
let visitor: Visitor;

beforeAll(async () => {
  box = await Box.create();
  visitor = await Visitor.arrive(box, "fluxlab");
});

afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

/** What a command said that has to fail while a site does. */
async function refused(command: string): Promise<string> {
  const { exitCode, all } = await visitor.type(command);
  box.internet.mend();
  expect(exitCode).not.toBe(0);
  expect(all).not.toContain("    at ");
  expect(await visitor.inDocker()).toEqual([]);
  return all;
}

test("a download that is not what was published is not used", async () => {
  box.internet.fail(/\/k3d-linux-\w+$/, { status: 200, body: "another program" });
  const said = await refused("./lab up");
  expect(said).toMatch(/k3d-linux-\w+.*SHA-256 is \w{64}, published is \w{64}/);
  expect(said).toContain("is not what the project published");
});

test("a release that is gone is named, with what to do", async () => {
  // All others were fetched when k3d could not be.
  await visitor.typed("rm -r ~/.cache/fluxlab/parts/flux-*");
  box.internet.fail(/\/flux_[^/]*\.tar\.gz$/, { status: 404 });
  const said = await refused("./lab up");
  expect(said).toMatch(/flux_\S+\.tar\.gz.*HTTP 404/);
  expect(said).toContain("./lab toolchain --from-source");
});

test("a registry that refuses is named", async () => {
  box.internet.fail(/^ghcr\.io\//, { status: 403 });
  expect(await refused("./lab up")).toContain("Let Docker reach ghcr.io");
});

test("up goes through a stalled download and a registry that limits pulls", async () => {
  await visitor.typed("rm -r ~/.cache/fluxlab/parts/k3d-* ~/.cache/fluxlab/toolchains");
  await visitor.typed("docker image rm rancher/k3s:v1.34.4-k3s1");
  box.internet.fail(/\/k3d-linux-\w+$/, "stalls");
  const up = visitor.typed("./lab up");
  // Longer than a download may stall.
  await sleep(30_000);
  box.internet.mend();
  const registry = /^registry-1\.docker\.io\//;
  const before = box.internet.requestsOf(registry).length;
  box.internet.fail(registry, { status: 429, body: "toomanyrequests" });
  await eventually("Docker to ask the registry", 180_000, () =>
    Promise.resolve(box.internet.requestsOf(registry).length > before || undefined),
  );
  await sleep(1000);
  box.internet.mend();
  const said = await up;
  expect(said).toMatch(/k3d.*too slow: \d+ bytes within 20 s; again in/);
  expect(said).toMatch(/pull rancher\/k3s.*(toomanyrequests|429).*again in/i);
  expect(said).toContain("podinfo 6.9.2 at http://podinfo.core-app.localhost:8081");
  expect(said).toContain(`./lab release ${next}`);
});

test("release brings the next version that exists", async () => {
  expect(await visitor.typed(`./lab release ${next}`)).toContain(`core-app: serves ${next}`);
});

test("down leaves nothing in Docker, and the clone as it was", async () => {
  expect(await visitor.typed("./lab down")).toContain("The lab is gone");
  expect(await visitor.inDocker()).toEqual([]);
  expect(await visitor.typed("git status --porcelain")).toBe(" M Pulumi.local.yaml");
});

test.each(["https_proxy", "HTTPS_PROXY"])(
  "behind a proxy that %s names, tools come",
  async (name) => {
    const shell = { [name]: box.proxyUrl, FLUXLAB_CACHE: `/home/ada/${name}` };
    const before = box.proxy.asked.length;
    await box.behindProxy(() => visitor.typed("./lab toolchain", shell));
    const asked = new Set(box.proxy.asked.slice(before));
    expect(asked).toContain("github.com:443");
    expect(asked).toContain("dl.k8s.io:443");
  },
);
