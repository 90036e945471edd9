import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Checksum } from "../../../../components/parts/source-file.ts";
import { localFile } from "../../../../components/parts/fetch-file.ts";

const content = "what was published";
const sha256 = createHash("sha256").update(content).digest("hex");
let cache: string;
let server: Server;
let site: string;
let asked: string[];
let answers: Record<string, string>;

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), "fluxlab-fetch-"));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers = {
    "/file.yaml": content,
    "/index.yaml": `entries:\n  podinfo:\n    - digest: ${sha256}\n      urls: [elsewhere/file.yaml]\n`,
    "/release": JSON.stringify({
      assets: [{ browser_download_url: `${site}/file.yaml`, digest: `sha256:${sha256}` }],
    }),
  };
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(cache, { recursive: true });
});

const fetched = async (checksum: Checksum) =>
  localFile({ url: `${site}/file.yaml`, checksum }, { FLUXLAB_CACHE: cache });

test("a file on this machine is where it is", async () => {
  expect(await localFile({ file: "/a/file" })).toBe("/a/file");
});

test("a file is fetched once, and checked against a figure, a Helm index or a GitHub release", async () => {
  for (const checksum of [
    { sha256 },
    { helmIndex: `${site}/index.yaml` },
    { githubRelease: `${site}/release` },
  ]) {
    expect(readFileSync(await fetched(checksum), "utf8")).toBe(content);
    await fetched(checksum);
  }
  expect(asked.filter((path) => path === "/file.yaml")).toHaveLength(3);
});

test("another content is refused and not kept", async () => {
  answers["/file.yaml"] = "something else";
  await expect(fetched({ sha256 })).rejects.toThrow(`published is ${sha256}`);
  expect(readdirSync(cache)).toEqual([]);
});

test("a list without the file is no permission", async () => {
  answers["/release"] = JSON.stringify({ assets: [] });
  await expect(fetched({ githubRelease: `${site}/release` })).rejects.toThrow(
    "has no SHA-256 of file.yaml",
  );
});

test("an address that does not answer is named, with the reason", async () => {
  answers = {};
  await expect(fetched({ sha256 })).rejects.toThrow(`${site}/file.yaml cannot be had: HTTP 404`);
});
