import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  askEveryPodinfo,
  askPodinfo,
  parsePodinfo,
  type PodinfoAnswer,
} from "../../../cli/podinfo/ask-podinfo.ts";

let server: Server;
let port = 0;
let answer: (host: string | undefined, path: string | undefined) => [number, string];

beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = answer(request.headers.host, request.url);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
});

test("the cluster's name goes into the Host header, not through the resolver", async () => {
  const url = `http://podinfo.core-app.localhost:${port}`;
  answer = (host, path) =>
    host === `podinfo.core-app.localhost:${port}` && path === "/api/info"
      ? [200, '{"version":"6.9.2","hostname":"podinfo-1","message":"hello"}']
      : [404, ""];
  expect(await askPodinfo(url)).toEqual({
    version: "6.9.2",
    hostname: "podinfo-1",
    message: "hello",
  });
});

test("an ingress without a backend is no answer", async () => {
  answer = () => [503, '{"version":"6.9.2"}'];
  expect(await askPodinfo(`http://x.localhost:${port}`)).toBeUndefined();
});

test("nobody listening is no answer", async () => {
  expect(await askPodinfo("http://x.localhost:1")).toBeUndefined();
});

test("old and new pods that take turns are no answer, until only new ones answer", async () => {
  const url = `http://x.localhost:${port}`;
  let pods = ["old", "new"];
  let count = 0;
  answer = () => {
    count += 1;
    return [200, JSON.stringify({ version: pods[count % pods.length], message: "" })];
  };
  const isNew = ({ version }: PodinfoAnswer): boolean => version === "new";
  expect(await askEveryPodinfo(url, isNew)).toBeUndefined();
  pods = ["new"];
  expect(await askEveryPodinfo(url, isNew)).toMatchObject({ version: "new" });
  pods = ["old"];
  count = 0;
  expect(await askEveryPodinfo(url, isNew)).toMatchObject({ version: "old" });
  expect(count).toBe(1);
});

test("of one version, pods that greet otherwise take turns too", async () => {
  let count = 0;
  answer = () => [200, JSON.stringify({ version: "1", message: `${(count += 1) % 2}` })];
  expect(await askEveryPodinfo(`http://x.localhost:${port}`, () => true)).toBeUndefined();
});

test.each(["", "<html>", "{}", '{"version":1}', "null"])("%j is not podinfo", (body) => {
  expect(parsePodinfo(body)).toBeUndefined();
});
