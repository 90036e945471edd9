import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "../../../toolchain/fetch/download.ts";
import { DownloadError } from "../../../toolchain/fetch/download-error.ts";

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

const checksum = { algorithm: "sha256", digest: sha256 } as const;
const fast = { pause: 1, window: 1000, leastBytes: 1000 };

async function failure(promise: Promise<void>): Promise<DownloadError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof DownloadError)) {
    throw new Error(`expected a DownloadError, got ${String(error)}`);
  }
  return error;
}

test("a file with the right checksum arrives", async () => {
  const url = await releaseSite((_, response) => response.end(content));
  await download(url, join(directory, "asset"), {
    checksum: { algorithm: "sha256", digest: sha256.toUpperCase() },
  });
  expect(await readFile(join(directory, "asset"))).toEqual(content);
  expect(await readdir(directory)).toEqual(["asset"]);
});

test("a file with another checksum is refused at once, and nothing is left", async () => {
  const url = await releaseSite((_, response) => response.end("something else"));
  const error = await failure(download(url, join(directory, "asset"), { ...fast, checksum }));
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
  await download(url, join(directory, "asset"), { ...fast, checksum });
  expect(await readFile(join(directory, "asset"))).toEqual(content);
  expect(requests).toBe(3);
});

test("a connection that is cut every time is given up, with the reason", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, 1000), () => response.destroy());
  });
  const error = await failure(download(url, join(directory, "asset"), fast));
  expect(error.message).toMatch(/terminated.*\(tried 5 times\)/);
  expect(await readdir(directory)).not.toContain("asset");
});

test("a server with a passing fault is asked again", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(requests === 1 ? 503 : 200).end(content);
  });
  await download(url, join(directory, "asset"), { ...fast, checksum });
  expect(requests).toBe(2);
});

test("a server that never answers is given up", async () => {
  const url = await releaseSite(() => undefined);
  const error = await failure(download(url, join(directory, "asset"), { ...fast, attempts: 1 }));
  expect(error.message).toMatch("too slow: 0 bytes within 1 s (tried 1 times)");
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
  expect(await readdir(directory)).not.toContain("asset");
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
  await download(url, join(directory, "asset"), { ...fast, checksum });
  expect(requests).toBe(1);
});

describe("a download that breaks off", () => {
  const half = content.length / 2;

  /** Sends half of it to whoever does not ask for the rest. */
  function halves(tag: string): RequestListener {
    return (request, response) => {
      const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
      asked.push([request.headers.range, request.headers["if-range"]].join(" "));
      if (range === undefined || request.headers["if-range"] !== tag) {
        response.writeHead(200, { "content-length": content.length, etag: tag });
        const part = requests > 2 ? content : content.subarray(0, half);
        // The client reads what is on its way before it hears of the end.
        const end = requests > 2 ? response.end.bind(response) : response.destroy.bind(response);
        response.write(part, () => setTimeout(end, 200));
        return;
      }
      response.writeHead(206, { "content-length": content.length - Number(range), etag: tag });
      response.end(content.subarray(Number(range)));
    };
  }

  let asked: string[];

  beforeEach(() => {
    asked = [];
  });

  test("goes on where it was, in the next run too", async () => {
    const url = await releaseSite(halves('"1"'));
    const file = join(directory, "asset");
    await failure(download(url, file, { ...fast, attempts: 1, checksum }));
    const had = (await readFile(`${file}.part`)).length;
    expect(had).toBeGreaterThan(0);
    await download(url, file, { ...fast, attempts: 1, checksum });
    expect(asked[1]).toBe(`bytes=${had}- "1"`);
    expect(await readFile(file)).toEqual(content);
    expect(await readdir(directory)).toEqual(["asset"]);
  });

  test("begins again where the server does not know its own files by a strong tag", async () => {
    const url = await releaseSite(halves('W/"1"'));
    await download(url, join(directory, "asset"), { ...fast, checksum });
    expect(asked).toEqual([" ", " ", " "]);
    expect(await readFile(join(directory, "asset"))).toEqual(content);
  });
});

test("a server that asks to wait is not asked again before", async () => {
  const said: string[] = [];
  const url = await releaseSite((_, response) => {
    response.writeHead(requests === 1 ? 429 : 200, { "retry-after": "1" }).end(content);
  });
  const started = Date.now();
  const retry = (why: string): void => void said.push(why);
  await download(url, join(directory, "asset"), { ...fast, checksum, retry });
  expect(Date.now() - started).toBeGreaterThanOrEqual(1000);
  expect(said).toEqual(["HTTP 429 Too Many Requests; again in 1 s"]);
});

test("one that asks to wait for an hour is not waited for, and it is said", async () => {
  const url = await releaseSite((_, response) => {
    response.writeHead(429, { "retry-after": "3600" }).end();
  });
  const error = await failure(download(url, join(directory, "asset"), fast));
  expect(error.message).toBe(`${url}: HTTP 429 Too Many Requests; it asks to wait 3600 s`);
});

test.each(["http_proxy", "HTTP_PROXY"])("a proxy that %s names is asked", async (name) => {
  const through: string[] = [];
  const proxy = createServer((request, response) => {
    through.push(request.url ?? "");
    response.end(content);
  });
  // undici opens a tunnel for plain HTTP too.
  proxy.on("connect", (request, socket) => {
    through.push(`http://${request.url ?? ""}/asset`);
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    proxy.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  process.env[name] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const url = "http://releases.invalid/asset";
    await download(url, join(directory, "asset"), { ...fast, checksum });
    expect(through[0]).toContain("releases.invalid");
    process.env["no_proxy"] = "127.0.0.1";
    const direct = await releaseSite((_, response) => response.end(content));
    const before = through.length;
    await download(direct, join(directory, "asset"), { ...fast, checksum });
    expect(through).toHaveLength(before);
  } finally {
    // An empty variable in lower case would count before the other one.
    Reflect.deleteProperty(process.env, name);
    delete process.env["no_proxy"];
    proxy.closeAllConnections();
    proxy.close();
  }
});
