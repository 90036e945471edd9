import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { renderReport } from "../../cli/report/report-file.ts";
import { LiveDocument } from "../../cli/ui/live-document.ts";
import { serveUi, type UiServer } from "../../cli/ui/ui-server.ts";
import { Browser, type Look } from "./browser.ts";
import { FakeLab } from "./fake-lab.ts";

jest.setTimeout(3 * 60_000);

/** A page with a lab that a test makes up. */
class Page implements AsyncDisposable {
  readonly document = new LiveDocument();
  readonly lab: FakeLab;
  readonly acted: unknown[] = [];
  #server: UiServer | undefined;

  constructor(clusters: number, tenants: number) {
    this.lab = new FakeLab(this.document, clusters, tenants);
  }

  get address(): string {
    return this.#server?.address ?? "";
  }

  get origin(): string {
    return new URL(this.address).origin;
  }

  async serve(port = 0): Promise<void> {
    this.#server = await serveUi({
      ...{ document: this.document, token: "the-token", port },
      preview: (request) => `./lab ${JSON.stringify(request)}`,
      act: (request) => this.acted.push(request),
    });
  }

  async end(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.document.close();
  }
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await Browser.start();
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

beforeEach(async () => {
  page = new Page(4, 0);
  await page.serve();
  browser.complaints.length = 0;
  browser.requests.length = 0;
});

afterEach(async () => {
  await browser.open("about:blank", desk);
  await page[Symbol.asyncDispose]();
});

const desk: Look = { width: 1280, scheme: "light" };
const looks: Look[] = [
  desk,
  { width: 1280, scheme: "dark" },
  { width: 360, scheme: "light" },
  { width: 360, scheme: "dark" },
];
const card = (name: string): string => `document.querySelector('article[aria-label="${name}"]')`;
const says = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`;
const button = (name: string): string =>
  `[...document.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.innerText).trim() === ${JSON.stringify(name)})`;
const click = async (name: string): Promise<void> => {
  await browser.sees(button(name));
  await browser.evaluate(`${button(name)}.click()`);
};
/** Nothing has to be scrolled sideways to, and axe finds nothing. */
const canBeRead = async (): Promise<void> => {
  const root = "document.documentElement";
  expect(await browser.evaluate(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
  expect(await browser.violations()).toEqual([]);
};

describe("whatever happens", () => {
  test.each(looks)("it can be read at $width px, $scheme", async (look) => {
    const { lab } = page;
    await browser.open(page.address, look);
    await browser.sees(says("4 clusters, all as in Git"));
    await canBeRead();
    lab.setTravel("cluster-1", null, { fetched: 41, applied: 1203, upgraded: 5210, serving: 5639 });
    lab.setDrift("cluster-2", null);
    lab.setObject("cluster-3", {
      ...{ kind: "Kustomization", name: "apps", order: 3, mood: "bad" },
      trouble: "What is in Git cannot be put together: look for a mistake in a YAML file.",
      message: `kustomize build failed: ${"/a/long/path".repeat(20)}`,
    });
    lab.setCluster("cluster-4", "connect ECONNREFUSED 127.0.0.1:6553");
    lab.setWords();
    page.document.set("gitea", { problem: "fetch failed" });
    await browser.sees(says("Gitea does not answer"));
    await canBeRead();
    await click("Details of cluster-3");
    await browser.sees(`document.querySelector("dialog[open]")`);
    await canBeRead();
    await click("Suspend: Kustomization apps");
    await browser.sees(says("This runs:"));
    await canBeRead();
    expect(await browser.evaluate("innerWidth")).toBe(look.width);
    expect(browser.complaints).toEqual([]);
    expect(browser.requests.filter((url) => !url.startsWith(page.origin))).toEqual([]);
  });
});

test("what goes wrong is said in plain words, with the command that shows more", async () => {
  const trouble = "Helm cannot upgrade it.";
  page.lab.setObject("cluster-1", {
    kind: "HelmRelease",
    namespace: "podinfo",
    mood: "bad",
    trouble,
  });
  await browser.open(page.address, desk);
  await browser.sees(says("Something is not ready in cluster-1"));
  const text = String(await browser.evaluate(`${card("cluster-1")}.innerText`));
  expect(text).toContain(trouble);
  expect(text).toContain("./lab flux --cluster cluster-1 events --for HelmRelease/podinfo");
});

test("drift appears where it is, and is seen healed", async () => {
  await browser.open(page.address, desk);
  page.lab.setDrift("cluster-2", null);
  await browser.sees(says("Drift in cluster-2"));
  expect(await browser.evaluate(`${card("cluster-2")}.innerText`)).toContain(
    "replicas is not as in",
  );
  expect(await browser.evaluate(`${card("cluster-1")}.innerText`)).not.toContain("Drift");
  page.lab.setDrift("cluster-2", 1234);
  await browser.sees(says("Healed after 1.2 s: Deployment traefik/traefik"));
  await browser.sees(says("4 clusters, all as in Git"));
});

test("a release runs after a confirmation, by keyboard alone", async () => {
  await browser.open(page.address, desk);
  await browser.sees(button("Release a version"));
  await browser.press("Tab");
  await browser.sees(`document.activeElement.innerText === "Release a version"`);
  await browser.press("Enter");
  await browser.sees(`document.querySelector("dialog[open]")?.contains(document.activeElement)`);
  expect(page.acted).toEqual([]);
  await browser.press("Escape");
  await browser.sees(`!document.querySelector("dialog")`);
  await browser.sees(`document.activeElement.innerText === "Release a version"`);
  await browser.press("Enter");
  await browser.sees(`${button("Run it")} && !${button("Run it")}.disabled`);
  for (let tabs = 0; tabs < 20; tabs += 1) {
    if ((await browser.evaluate("document.activeElement.innerText")) === "Run it") {
      break;
    }
    await browser.press("Tab");
  }
  await browser.press("Enter");
  await browser.sees(`!document.querySelector("dialog")`);
  expect(page.acted).toEqual([
    { action: "release", version: "6.9.3-lab.1", clusters: page.lab.clusters },
  ]);
});

test("runs stay over a reload, can be copied as JSON and taken back", async () => {
  await browser.allowClipboard(page.origin);
  for (let visit = 0; visit < 2; visit += 1) {
    await browser.open(page.address, desk);
    await browser.sees(says("Release of podinfo 6.9.3-lab.1"));
    await browser.sees(says("Drift in core-app: kustomize"));
  }
  await browser.evaluate(
    "document.querySelectorAll('.run').forEach((one) => { one.open = true; })",
  );
  await click("Copy as JSON");
  await browser.sees(says("Copied."));
  const copied = JSON.parse(String(await browser.evaluate("navigator.clipboard.readText()"))) as {
    kind: string;
  };
  expect(["release", "drift"]).toContain(copied.kind);
  await click("Roll back to 6.9.2");
  await browser.sees(`${button("Run it")} && !${button("Run it")}.disabled`);
  await click("Run it");
  await browser.sees(`!document.querySelector("dialog")`);
  expect(page.acted).toMatchObject([
    { action: "rollback", version: "6.9.2", clusters: ["core-app", "dmz-app"] },
  ]);
});

test("a page whose server has gone says so, and misses nothing when it is back", async () => {
  await browser.open(page.address, desk);
  await browser.sees(says("live"));
  const port = Number(new URL(page.address).port);
  await page.end();
  await browser.sees(says("./lab ui does not answer"));
  page.lab.setPodinfo("cluster-1", null, "6.9.3-lab.1");
  page.document.delete("podinfo/cluster-2/");
  await page.serve(port);
  await browser.sees(`${card("cluster-1")}.innerText.includes("6.9.3-lab.1")`);
  await browser.sees(`!${card("cluster-2")}.innerText.includes("serves")`);
  expect(await browser.evaluate(says("./lab ui does not answer"))).toBe(false);
});

test("without the token there is nothing to see or to do", async () => {
  await browser.open(`${page.origin}/#another-token`, desk);
  await browser.sees(says("./lab ui prints a new one"));
  expect(await browser.evaluate(says("cluster-1"))).toBe(false);
  expect(await browser.evaluate(`Boolean(${button("Release a version")})`)).toBe(false);
});

test("a page of another origin gets nothing, even with the token", async () => {
  const other: Server = createServer((_, response) => response.end("<p>another page"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = other.address() as AddressInfo;
    await browser.open(`http://127.0.0.1:${port}/`, desk);
    const target = `${page.origin}/actions`;
    const headers = `{ "x-fluxlab-token": "the-token" }`;
    const tried = await browser.evaluate(`Promise.all([
      fetch("${target}", { method: "POST", headers: ${headers}, body: "{}" }),
      fetch("${target}", { method: "POST", mode: "no-cors", body: "{}" }),
      fetch("${page.origin}/events?token=the-token"),
    ].map((request) => request.then(({ type }) => type, () => "refused")))`);
    expect(tried).toEqual(["refused", "refused", "refused"]);
    expect(page.acted).toEqual([]);
  } finally {
    other.close();
    other.closeAllConnections();
  }
});

describe("8 clusters with 10 tenants", () => {
  let large: Page;
  beforeEach(async () => {
    large = new Page(8, 10);
    await large.serve();
  });
  afterEach(async () => {
    await large[Symbol.asyncDispose]();
  });

  test.each(looks)("fit at $width px, $scheme", async (look) => {
    await browser.open(large.address, look);
    await browser.sees(says("8 clusters, all as in Git"));
    expect(await browser.evaluate("document.querySelectorAll('article').length")).toBe(8);
    expect(await browser.evaluate("document.querySelectorAll('.cell').length")).toBe(80);
    await canBeRead();
  });

  test("do not lag at 60 changes a second", async () => {
    await browser.open(large.address, desk);
    await browser.sees(says("8 clusters, all as in Git"));
    await browser.evaluate(`
      window.longest = 0;
      new PerformanceObserver((list) => {
        window.longest = Math.max(window.longest, ...list.getEntries().map((one) => one.duration));
      }).observe({ entryTypes: ["longtask"] })`);
    const { lab } = large;
    const start = Date.now();
    let changes = 0;
    for (; Date.now() - start < 3000; changes += 1) {
      const cluster = lab.clusters[changes % 8] ?? "";
      const tenant = lab.tenants[changes % 10] ?? "";
      lab.setPodinfo(cluster, tenant, `1.0.${changes}`);
      const due = start + ((changes + 1) * 1000) / 60;
      await sleep(Math.max(0, due - Date.now()));
    }
    const latest = `document.body.innerText.includes("1.0.${changes - 1}")`;
    const before = Date.now();
    await browser.sees(latest);
    expect(changes).toBeGreaterThan(120);
    expect(Date.now() - before).toBeLessThan(1000);
    expect(await browser.evaluate("window.longest")).toBeLessThan(500);
  });
});

describe("the report", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "fluxlab report "));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test.each(looks)("can be read without network at $width px, $scheme", async (look) => {
    const file = join(directory, "report.html");
    const contents = { at: "2026-11-25T12:00:00Z", set: page.document.values() };
    writeFileSync(file, renderReport(contents));
    await page.end();
    await browser.open(pathToFileURL(file).href, look);
    await browser.sees(says("Release of podinfo 6.9.3-lab.1"));
    await browser.sees(says("4 clusters, all as in Git"));
    await browser.sees(says("Ada <script>"));
    expect(await browser.evaluate(`Boolean(${button("Release a version")})`)).toBe(false);
    await canBeRead();
    expect(browser.complaints).toEqual([]);
    expect(browser.requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  });
});
