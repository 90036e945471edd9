import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { Browser, type Look } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const patience = 3 * 60_000;
const clusters = ["core-app", "core-infra", "dmz-app", "dmz-infra"];
const light: Look = { width: 1280, scheme: "light" };
let lab: TestLab;
let browser: Browser;
let serving: ReturnType<typeof serve> | undefined;
let address: string;
/** All that readers have been sent. */
let stream = "";

const serve = () =>
  execa(join(project, "lab"), ["ui"], {
    env: { FLUXLAB_STATE: lab.state, FLUXLAB_STACK: lab.name },
    reject: false,
    buffer: false,
  });

beforeAll(async () => {
  browser = await Browser.start();
  lab = await TestLab.create({ clusters, driftCheckInterval: "30s" });
  await lab.succeed("up");
  const { stdout } = (serving = serve());
  address = await new Promise<string>((resolve) => {
    stdout.once("data", (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  // It ends when the server does.
  read().catch(() => undefined);
  await browser.open(address, light);
});

afterAll(async () => {
  serving?.kill("SIGINT");
  await browser[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const token = (): string => new URL(address).hash.slice(1);
const origin = (): string => new URL(address).origin;

/** A second reader beside the browser. */
async function read(): Promise<void> {
  const response = await fetch(`${origin()}/events?token=${token()}`);
  for await (const part of response.body ?? []) {
    stream += Buffer.from(part as Uint8Array).toString();
  }
}

const act = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${origin()}/actions`, {
    method: "POST",
    headers: { "x-fluxlab-token": token(), ...headers },
    body: JSON.stringify(body),
  });
const card = (name: string): string =>
  `document.querySelector('article[aria-label="${name}"]').innerText`;
const says = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`;
const click = async (name: string): Promise<void> => {
  const button = `[...document.querySelectorAll("button")].find((one) => one.innerText.trim() === ${JSON.stringify(name)} && !one.disabled)`;
  await browser.sees(button);
  await browser.evaluate(`${button}.click()`);
};
const actionIs = (state: string): Promise<void> =>
  browser.sees(`document.querySelector(".action .pill")?.innerText === "${state}"`, patience);
const docker = (...args: string[]) => execa("docker", args);

/** Keeps a picture for docs/ where FLUXLAB_SCREENSHOTS names a directory. */
async function picture(name: string, look: Look): Promise<void> {
  const { FLUXLAB_SCREENSHOTS: directory = "" } = process.env;
  if (directory !== "") {
    await browser.open(address, look);
    await browser.sees(says("live"));
    await sleep(1000);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${name}.png`), await browser.screenshot(false));
  }
}

test("everything is there, side by side", async () => {
  await browser.sees(says("4 clusters, all as in Git"), patience);
  expect(await browser.evaluate(says("Seed the repository"))).toBe(true);
  for (const cluster of clusters) {
    const text = String(await browser.evaluate(card(cluster)));
    const order = ["Git", "flux-system", "infra-controllers", "infra-configs", "apps", "podinfo"];
    const places = order.map((name) => text.indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toMatch(/serves\s+6\.9\.2/);
  }
});

test("a release travels through four clusters, and leaves its timeline", async () => {
  await click("Release a version");
  await browser.evaluate(`(() => {
    const select = document.querySelector("dialog select");
    select.value = "6.9.3-lab.1";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);
  await browser.sees(says("./lab release 6.9.3-lab.1"));
  await click("Run it");
  for (const cluster of clusters) {
    await browser.sees(
      `/serves\\s+6\\.9\\.3-lab\\.1\\s+[\\d\\u202f]+\\sms/.test(${card(cluster)})`,
      patience,
    );
  }
  await picture("ui-light", light);
  await actionIs("done");
  await browser.sees(says("Served everywhere"));
  await browser.sees(says("4 clusters, all as in Git"), patience);
  for (const cluster of clusters) {
    // Fetched, applied, upgraded, serving.
    const text = String(await browser.evaluate(card(cluster)));
    expect(text.match(/ms/g)?.length).toBeGreaterThanOrEqual(4);
  }
  expect(await browser.evaluate(says("in all clusters"))).toBe(true);
  await browser.open(address, { ...light, scheme: "dark" });
  await browser.sees(says("Served everywhere"));
  await picture("ui-dark", { ...light, scheme: "dark" });
  expect(await browser.violations()).toEqual([]);
});

test("drift appears where it is, and is seen healed", async () => {
  await click("Demonstrate drift");
  await browser.sees(says("./lab drift kustomize --cluster core-app --now"));
  await click("Run it");
  await browser.sees(`${card("core-app")}.includes("replicas is not as in Git")`, patience);
  await browser.sees(`${card("core-app")}.includes("Healed after")`, patience);
  await actionIs("done");
  await browser.sees(says("Drift in core-app: kustomize"));
  expect(await browser.evaluate(`${card("dmz-app")}.includes("Healed")`)).toBe(false);
});

test("what is suspended says so, until it is resumed", async () => {
  const apps = {
    cluster: "dmz-app",
    kind: "Kustomization",
    namespace: "flux-system",
    name: "apps",
  };
  expect((await act({ action: "suspend", ...apps })).status).toBe(200);
  await browser.sees(`${card("dmz-app")}.includes("suspended")`, patience);
  await actionIs("done");
  await act({ action: "resume", ...apps });
  await browser.sees(`!${card("dmz-app")}.includes("suspended")`, patience);
  await actionIs("done");
  await act({ action: "reconcile", ...apps });
  await browser.sees(says("reconcile kustomization apps"));
  await actionIs("done");
});

test("a commit that cannot be applied says why in plain words", async () => {
  // Nothing in Git is changed for it: podinfo has no such version.
  await lab.kubectl(
    ...([
      "dmz-infra",
      "--namespace",
      "podinfo",
      "patch",
      "helmrelease",
      "podinfo",
      "--type",
      "merge",
    ] as const),
    ...["--patch", '{"spec":{"chart":{"spec":{"version":"0.0.1"}}}}'],
  );
  await browser.sees(`${card("dmz-infra")}.includes("no such Helm chart")`, patience);
  expect(await browser.evaluate(card("dmz-infra"))).toContain(
    "./lab flux --cluster dmz-infra events",
  );
  await lab.succeed("flux", "--cluster", "dmz-infra", "reconcile", "kustomization", "apps");
  await browser.sees(says("4 clusters, all as in Git"), patience);
});

test("a cluster and Gitea that are gone are shown as gone, and come back", async () => {
  const node = await lab.nodeId("core-infra");
  await docker("stop", "--time", "1", node, `${lab.name}-gitea`);
  await browser.sees(says("core-infra is gone"), patience);
  await browser.sees(says("Gitea does not answer"), patience);
  expect(await browser.evaluate(`${card("core-infra")}.includes("how it was")`)).toBe(true);
  await docker("start", `${lab.name}-gitea`, node);
  await browser.sees(`!${says("Gitea does not answer")}`, patience);
  await browser.sees(says("4 clusters, all as in Git"), patience);
});

test("the browser complains of nothing and asks nobody else", () => {
  expect(browser.complaints).toEqual([]);
  expect(
    browser.requests.filter((url) => !url.startsWith(origin()) && !url.startsWith("data:")),
  ).toEqual([]);
});

test("another origin and a missing token are refused", async () => {
  const wanted = { action: "release", version: "6.9.2", clusters };
  expect((await act(wanted, { "x-fluxlab-token": "" })).status).toBe(401);
  expect((await act(wanted, { origin: "http://127.0.0.1:1" })).status).toBe(403);
  expect((await fetch(`${origin()}/events`)).status).toBe(401);
});

test("no credential of Gitea or of a cluster reaches a reader, or is in the report", async () => {
  const { developer, giteaAdministrator } = await lab.outputs();
  const config = readFileSync(join(lab.state, "kubeconfigs", "core-app"), "utf8");
  const keys = [...config.matchAll(/(?:client-key-data|token|password): (\S+)/g)].map(
    ([, key]) => key,
  );
  const inCluster = JSON.parse(
    await lab.kubectl("core-app", "get", "secrets", "--all-namespaces", "--output", "json"),
  ) as { items: { data?: Record<string, string> }[] };
  const passwords = inCluster.items
    .flatMap(({ data = {} }) => [data["password"], data["token"], data["bearerToken"]])
    .flatMap((value) => (value === undefined ? [] : Buffer.from(value, "base64").toString()));
  const secrets = [developer.token, giteaAdministrator?.password, ...keys, ...passwords].filter(
    (one) => one !== undefined && one !== "",
  );
  expect(secrets.length).toBeGreaterThanOrEqual(4);
  const report = readFileSync((await lab.succeed("report")).trim(), "utf8");
  expect(report).toContain("Release of podinfo 6.9.3-lab.1");
  expect(report).toContain("Drift in core-app: kustomize");
  expect(stream).toContain("6.9.3-lab.1");
  for (const secret of secrets) {
    expect(stream.includes(String(secret))).toBe(false);
    expect(report.includes(String(secret))).toBe(false);
  }
});

test("Ctrl-C ends it; the page says so, and another one takes its place", async () => {
  serving?.kill("SIGINT");
  expect((await serving)?.exitCode).toBe(0);
  await browser.sees(says("./lab ui does not answer"));
  await eventually("nothing listens any more", 5000, () =>
    fetch(address).then(
      () => undefined,
      () => true,
    ),
  );
});
