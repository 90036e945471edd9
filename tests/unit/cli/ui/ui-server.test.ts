import { request } from "node:http";
import { LabError } from "../../../../cli/terminal/lab-error.ts";
import { LiveDocument } from "../../../../cli/ui/live-document.ts";
import { serveUi, type UiServer } from "../../../../cli/ui/ui-server.ts";

const token = "a-token";
let document: LiveDocument;
let server: UiServer;
let acted: unknown[];

beforeEach(async () => {
  document = new LiveDocument();
  acted = [];
  const act = (wanted: unknown): void => {
    if (wanted === "wrong") {
      throw new LabError("there is no such action", { allowed: "release" });
    }
    acted.push(wanted);
  };
  server = await serveUi({ document, token, port: 0, preview: () => "./lab release", act });
});

afterEach(async () => {
  document.close();
  await server[Symbol.asyncDispose]();
});

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Unlike fetch, lets a test say any Host and Origin. `until` ends what would go on for ever. */
function ask(
  path: string,
  { method = "GET", headers = {}, body = "" }: Asked = {},
  until?: string,
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      const end = (): void => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      };
      response.on("data", (data: Buffer) => {
        text += data.toString();
        if (until !== undefined && text.includes(until)) {
          end();
          sent.destroy();
        }
      });
      response.on("end", end);
      response.on("error", () => undefined);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const act = (headers: Record<string, string>, body = "{}") =>
  ask("/actions", { method: "POST", headers, body });
const withToken = { "x-fluxlab-token": token };

test("the page itself has no data and needs no token; its policy lets it load nothing else", async () => {
  const { status, headers, text } = await ask("/");
  expect(status).toBe(200);
  expect(text).toContain('<div id="app">');
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'self'; script-src 'self' 'sha256-/,
  );
  const map = /importmap">(.*?)<\/script/.exec(text)?.[1] ?? "";
  const { imports } = JSON.parse(map) as { imports: Record<string, string> };
  expect(Object.keys(imports)).toContain("#page/main.js");
  for (const path of Object.values(imports)) {
    expect((await ask(path)).status).toBe(200);
  }
  expect((await ask("/../package.json")).status).toBe(404);
  expect((await ask("/page/../../main.ts")).status).toBe(404);
});

test.each([undefined, "", "a-tokem", "a-token-and-more"])(
  "without the right token (%s) there is no data and no action",
  async (given) => {
    const query = given === undefined ? "" : `?token=${given}`;
    expect((await ask(`/events${query}`)).status).toBe(401);
    const headers: Record<string, string> = given === undefined ? {} : { "x-fluxlab-token": given };
    const { status, text } = await act(headers);
    expect(status).toBe(401);
    expect(text).toContain("./lab ui prints the address");
    expect((await ask("/actions/preview", { method: "POST", headers, body: "{}" })).status).toBe(
      401,
    );
    expect(acted).toEqual([]);
  },
);

test("a token in the address is not enough for an action", async () => {
  const { status } = await ask(`/actions?token=${token}`, { method: "POST", body: "{}" });
  expect(status).toBe(401);
});

test.each([
  ["another origin", { origin: "http://example.org" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["a page without an origin", { origin: "null" }],
  ["another name that leads here", { host: "rebound.example.org" }],
  ["this address without the port", { host: "127.0.0.1" }],
  ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
  ["another port, as the browser says", { "sec-fetch-site": "same-site" }],
] as [string, Record<string, string>][])(
  "%s is refused, even with the token",
  async (_, headers) => {
    expect((await act({ ...withToken, ...headers })).status).toBe(403);
    expect((await ask(`/events?token=${token}`, { headers })).status).toBe(403);
    expect((await ask("/", { headers })).status).toBe(403);
    expect(acted).toEqual([]);
  },
);

test("a link to the page works from anywhere", async () => {
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect((await ask("/", { headers })).status).toBe(200);
});

test("an action with the token is passed on; what is wrong with one is said", async () => {
  const { host } = new URL(server.address);
  const own = { origin: `http://${host}`, "sec-fetch-site": "same-origin" };
  expect((await act({ ...withToken, ...own }, '{"action":"release"}')).status).toBe(200);
  expect(acted).toEqual([{ action: "release" }]);
  const wrong = await act(withToken, '"wrong"');
  expect(wrong).toMatchObject({
    status: 400,
    text: expect.stringContaining("allowed: release") as string,
  });
  expect((await act(withToken, "not JSON")).status).toBe(400);
  expect((await act(withToken, `"${"x".repeat(100_000)}"`)).status).toBe(400);
  const preview = await ask("/actions/preview", { method: "POST", headers: withToken, body: "{}" });
  expect(JSON.parse(preview.text)).toEqual({ command: "./lab release" });
});

test("readers get everything first, and who comes again only what was missed", async () => {
  const isSent = new Promise<void>((resolve) => document.subscribe(resolve));
  document.set("a", 1);
  await isSent;
  const path = `/events?token=${token}`;
  const [one, other] = await Promise.all([ask(path, {}, '"a":1'), ask(path, {}, '"a":1')]);
  expect(one.headers["content-type"]).toBe("text/event-stream");
  expect(other.text).toBe(one.text);
  const [, id = ""] = /^id: (.*)$/m.exec(one.text) ?? [];
  document.set("b", 2);
  const again = await ask(path, { headers: { "last-event-id": id } }, '"b":2');
  expect(again.text).not.toContain('"all":true');
  const unknown = await ask(path, { headers: { "last-event-id": "older.3" } }, '"b":2');
  expect(unknown.text).toContain('{"all":true,"set":{"a":1,"b":2},"gone":[]}');
});

test("a port that is taken is said, with the way out", async () => {
  const port = Number(new URL(server.address).port);
  const second = serveUi({ document, token, port, preview: () => "", act: () => undefined });
  await expect(second).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
});
