import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download, DownloadError } from "../../../toolchain/fetch/download.ts";

const content = Buffer.alloc(200_000, "a release asset ");
const sha256 = createHash("sha256").update(content).digest("hex");

let directory: string;
let server: Server | undefined;
let requests: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fluxlab-download-"));
  requests = 0;
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(directory, { recursive: true });
});

/** Starts a release site that answers like this; returns the address of its only asset. */
async function releaseSite(answer: RequestListener): Promise<string> {
  const listening = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  }).listen(0, "127.0.0.1");
  server = listening;
  await new Promise((resolve) => listening.once("listening", resolve));
  return `http://127.0.0.1:${String((listening.address() as AddressInfo).port)}/asset.tar.gz`;
}

const fast = { pause: 1, window: 100, leastBytes: 1000 };

async function failure(promise: Promise<void>): Promise<DownloadError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof DownloadError)) {
    throw new Error(`expected a DownloadError, got ${String(error)}`);
  }
  return error;
}

test("a file with the right checksum arrives", async () => {
  const url = await releaseSite((_, response) => response.end(content));
  await download(url, join(directory, "asset"), { sha256: sha256.toUpperCase() });
  expect(await readFile(join(directory, "asset"))).toEqual(content);
  expect(await readdir(directory)).toEqual(["asset"]);
});

test("a file with another checksum is refused at once, and nothing is left", async () => {
  const url = await releaseSite((_, response) => response.end("something else"));
  const error = await failure(download(url, join(directory, "asset"), { ...fast, sha256 }));
  expect(error.message).toMatch(`published is ${sha256}`);
  expect(error.tampered).toBe(true);
  expect(requests).toBe(1);
  expect(await readdir(directory)).toEqual([]);
});

test("a file that does not exist is not asked for again", async () => {
  const url = await releaseSite((_, response) => response.writeHead(404).end());
  const error = await failure(download(url, join(directory, "asset"), fast));
  expect(error.message).toBe(`${url}: HTTP 404 Not Found`);
  expect(error.tampered).toBe(false);
  expect(requests).toBe(1);
});

test("a connection that is cut is tried again", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(200, { "content-length": content.length });
    if (requests < 3) {
      response.write(content.subarray(0, 1000), () => response.destroy());
    } else {
      response.end(content);
    }
  });
  await download(url, join(directory, "asset"), { ...fast, sha256 });
  expect(await readFile(join(directory, "asset"))).toEqual(content);
  expect(requests).toBe(3);
});

test("a connection that is cut every time is given up, with the reason", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, 1000), () => response.destroy());
  });
  const error = await failure(download(url, join(directory, "asset"), fast));
  expect(error.message).toMatch(/terminated.*\(tried 3 times\)/);
  expect(await readdir(directory)).toEqual([]);
});

test("a server with a passing fault is asked again", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(requests === 1 ? 503 : 200).end(content);
  });
  await download(url, join(directory, "asset"), { ...fast, sha256 });
  expect(requests).toBe(2);
});

test("a server that never answers is given up", async () => {
  const url = await releaseSite(() => undefined);
  const error = await failure(download(url, join(directory, "asset"), { ...fast, attempts: 1 }));
  expect(error.message).toMatch("too slow: 0 bytes within 0.1 s (tried 1 times)");
});

test("a server that trickles is given up: bytes alone are no progress", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(200, { "content-length": content.length });
    const timer = setInterval(() => response.write("x"), 10);
    response.on("close", () => {
      clearInterval(timer);
    });
  });
  const error = await failure(download(url, join(directory, "asset"), { ...fast, attempts: 1 }));
  expect(error.message).toMatch(/too slow: \d+ bytes/);
  expect(await readdir(directory)).toEqual([]);
});

test("a slow server that keeps the least speed is waited for", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(200, { "content-length": content.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(content.subarray(sent, sent + 20_000));
      sent += 20_000;
      if (sent >= content.length) {
        clearInterval(timer);
        response.end();
      }
    }, 25);
  });
  await download(url, join(directory, "asset"), { ...fast, sha256 });
  expect(requests).toBe(1);
});
