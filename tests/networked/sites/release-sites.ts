import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import type { ServerResponse } from "node:http";
import { sendFile } from "../internet/send-file.ts";
import { sendText, type Site } from "../internet/internet.ts";
import { fileSum } from "./release-assets.ts";

/** Where GitHub keeps what it redirects to. */
const assetHost = "release-assets.githubusercontent.com";

/**
 * The sites that releases are fetched from.
 * @param root directory HOST/PATH of what there is, see release-assets.ts
 */
export function releaseSites(root: string): [string, Site][] {
  const files =
    (host: string): Site =>
    (request, response) =>
      sendFile(request, response, join(root, host, normalize(request.path)));
  return [
    ["github.com", redirecting(root, "github.com", assetHost)],
    [assetHost, files("github.com")],
    ["api.github.com", githubApi(root)],
    ["dl.k8s.io", redirecting(root, "dl.k8s.io", "cdn.dl.k8s.io")],
    ["cdn.dl.k8s.io", files("dl.k8s.io")],
    ["get.pulumi.com", files("get.pulumi.com")],
    ["stefanprodan.github.io", files("stefanprodan.github.io")],
  ];
}

/** Sends to another host for what there is, as github.com and dl.k8s.io do. */
function redirecting(root: string, host: string, to: string): Site {
  return ({ path }, response) => {
    if (!existsSync(join(root, host, normalize(path)))) {
      sendText(response, 404, "Not Found");
      return;
    }
    const location = `https://${to}${path}?expires=soon`;
    response.writeHead(302, { location, "content-length": 0 }).end();
  };
}

/** GitHub's REST API: a release by its tag, and its assets. */
function githubApi(root: string): Site {
  return async (request, response) => {
    const [, repository = "", rest = ""] =
      /^\/repos\/([^/]+\/[^/]+)\/releases\/(.+)$/.exec(request.path) ?? [];
    const tag = /^tags\/(.+)$/.exec(rest)?.[1] ?? "";
    const download = join("github.com", repository, "releases", "download");
    const [, assetTag, asset] = /^assets\/([^/]+)\/([^/]+)$/.exec(rest) ?? [];
    if (assetTag !== undefined && asset !== undefined) {
      await sendFile(request, response, join(root, download, assetTag, asset));
    } else if (tag === "" || !existsSync(join(root, download, tag))) {
      sendJson(response, 404, { message: "Not Found" });
    } else {
      const directory = join(root, download, tag);
      const assets = await Promise.all(
        (await readdir(directory)).map(async (name) => ({
          name,
          url: `https://api.github.com/repos/${repository}/releases/assets/${tag}/${name}`,
          browser_download_url: `https://${join(download, tag, name)}`,
          digest: `sha256:${await fileSum(join(directory, name), "sha256")}`,
          size: (await stat(join(directory, name))).size,
        })),
      );
      sendJson(response, 200, { tag_name: tag, assets });
    }
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, JSON.stringify(body), { "content-type": "application/json" });
}
