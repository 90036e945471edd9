import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answers, decideReach } from "../../../toolchain/lanes/reachability.ts";

let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/silent") {
      return;
    }
    response.writeHead(request.url === "/asset" ? 200 : 403).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("an answer is an answer", async () => {
  expect(await answers(`${address}/asset`)).toBe(true);
});

test("a filter that refuses is none", async () => {
  expect(await answers(`${address}/blocked`)).toBe(false);
});

test("a name that does not exist is none", async () => {
  expect(await answers("http://fluxlab.invalid/asset")).toBe(false);
});

test("silence is none, and does not hold anybody up", async () => {
  const started = Date.now();
  expect(await answers(`${address}/silent`, 100)).toBe(false);
  expect(Date.now() - started).toBeLessThan(1000);
});

test("nothing is asked when the user says so", async () => {
  const reach = await decideReach({ FLUXLAB_REGISTRIES_ONLY: "1" });
  expect(reach).toEqual({ releases: false, images: false });
});
