import { Box } from "./box.ts";
import { laterPodinfos } from "./sites/released.ts";
import { Visitor } from "./visitor.ts";

jest.setTimeout(20 * 60_000);

const chartSite = "stefanprodan.github.io";
let box: Box;
let visitor: Visitor;

beforeAll(async () => {
  box = await Box.create();
  visitor = await Visitor.arrive(box, "fluxlab", { PULUMI_CONFIG_PASSPHRASE: "fluxlab" });
  await visitor.install();
});

afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

/** The version that podinfo of a cluster serves, as soon as it answers. */
async function servedVersion(cluster: "core-app" | "dmz-app"): Promise<string> {
  const url = `http://podinfo.${cluster}.localhost:${{ "core-app": 8081, "dmz-app": 8082 }[cluster]}`;
  const patience = "--retry 90 --retry-delay 2 --retry-all-errors";
  const answer = await visitor.typed(`curl -fsS ${patience} ${url} 2>/dev/null`);
  return (JSON.parse(answer) as { version: string }).version;
}

test("the machine has another distribution and no compiler, and the user is not root", async () => {
  const said = await visitor.typed(
    "id --user; . /etc/os-release; echo $ID; ! command -v gcc python3 go debootstrap",
  );
  expect(said.split("\n")).toEqual(["1000", "ubuntu"]);
});

test("a preview fetches Flux's manifests and the charts, and the plugins", async () => {
  await visitor.typed("pulumi stack init local");
  const said = await visitor.typed("pulumi preview");
  expect(said).not.toContain("This preview leaves out");
  expect(said).toMatch(/command:local:Command lab-dmz-app-k3d create/);
  expect(box.internet.requestsOf(/^release-assets\..*\/install\.yaml$/)).toHaveLength(1);
});

test.each(["https_proxy", "HTTPS_PROXY"])(
  "behind a proxy that %s names, everything comes through it, and loopback does not",
  async (name) => {
    const shell = { [name]: box.proxyUrl, FLUXLAB_CACHE: `/home/ada/${name}` };
    const before = box.proxy.asked.length;
    const said = await box.behindProxy(() => visitor.typed("pulumi preview", shell));
    expect(said).not.toContain("This preview leaves out");
    const asked = new Set(box.proxy.asked.slice(before));
    expect(asked).toContain(`${chartSite}:443`);
    expect(asked).toContain("release-assets.githubusercontent.com:443");
    expect([...asked].filter((address) => /localhost|^127\.|^\[::1/.test(address))).toEqual([]);
  },
);

test("without a way out a preview goes on, and says what it leaves out", async () => {
  const shell = { FLUXLAB_CACHE: "/home/ada/cut-off" };
  const said = await box.behindProxy(() => visitor.typed("pulumi preview", shell));
  expect(said).toMatch(/This preview leaves out.*install\.yaml cannot be had: .*ENOTFOUND/);
  expect(said).toMatch(/docker:index:Container lab-gitea-container create/);
});

test("an update says in one error what is gone, altered or stalled, and makes nothing", async () => {
  box.internet.fail(/podinfo-6\.9\.2\.tgz$/, { status: 404 });
  box.internet.fail(/podinfo-6\.9\.4\.tgz$/, { status: 200, body: "another chart" });
  box.internet.fail(/install\.yaml$/, "stalls");
  const shell = { FLUXLAB_CACHE: "/home/ada/failing" };
  const { exitCode, all } = await visitor.type("pulumi up --skip-preview", shell);
  box.internet.mend();
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/podinfo-6\.9\.2\.tgz cannot be had: HTTP 404/);
  expect(all).toMatch(/podinfo-6\.9\.4\.tgz: its SHA-256 is \w{64}, published is \w{64}/);
  expect(all).toMatch(/install\.yaml cannot be had: .*time/);
  expect(all).not.toContain("    at ");
  expect(await visitor.inDocker()).toEqual([]);
});

test("a registry that limits pulls is named, and the next update goes on", async () => {
  const tooMany = { errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your limit" }] };
  box.internet.fail(/^registry-1\.docker\.io\/v2\/gitea\//, {
    status: 429,
    body: JSON.stringify(tooMany),
    headers: { "content-type": "application/json" },
  });
  const { exitCode, all } = await visitor.type("pulumi up --skip-preview");
  box.internet.mend();
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/toomanyrequests: You have reached your limit/);
});

test("up makes a lab that serves podinfo, and the next preview leaves it alone", async () => {
  await visitor.typed("pulumi up --skip-preview");
  expect(await servedVersion("core-app")).toBe("6.9.2");
  expect(await servedVersion("dmz-app")).toBe("6.9.2");
  await visitor.typed("pulumi preview --expect-no-changes");
});

test("./lab releases the next version that exists, with the user's own tools", async () => {
  const [next] = laterPodinfos;
  await visitor.typed(`./lab release ${next}`);
  expect(await servedVersion("core-app")).toBe(next);
});

test("destroy leaves nothing in Docker, and the clone as it was", async () => {
  await visitor.typed("pulumi destroy");
  expect(await visitor.inDocker()).toEqual([]);
  expect(await visitor.typed("git status --porcelain")).toBe(" M Pulumi.local.yaml");
});
