import type { ServerResponse } from "node:http";
import { sendFile } from "../internet/send-file.ts";
import { sendText, type Site, type SiteRequest } from "../internet/internet.ts";
import type { ImageStore } from "./image-store.ts";

/** How a registry is laid out on hosts. */
export interface RegistryHosts {
  /** What references begin with. */
  readonly name: string;
  readonly registry: string;
  /** Where anonymous tokens are given out. */
  readonly token: string;
  readonly service: string;
  /** Where blobs are, which the registry redirects to. */
  readonly blobs: string;
}

/** As the real ones answer: seen in their `Www-Authenticate` and `Location` headers. */
export const registries: readonly RegistryHosts[] = [
  {
    name: "docker.io",
    registry: "registry-1.docker.io",
    token: "https://auth.docker.io/token",
    service: "registry.docker.io",
    blobs: "production.cloudflare.docker.com",
  },
  {
    name: "ghcr.io",
    registry: "ghcr.io",
    token: "https://ghcr.io/token",
    service: "ghcr.io",
    blobs: "pkg-containers.githubusercontent.com",
  },
];

/** The sites of one registry, to read only and with tokens: OCI distribution specification. */
export function registrySites(hosts: RegistryHosts, store: ImageStore): [string, Site][] {
  const tokenUrl = new URL(hosts.token);
  const giveToken: Site = ({ path, query }, response) => {
    if (path !== tokenUrl.pathname) {
      sendText(response, 404, "Not Found");
      return;
    }
    const token = tokenFor(query.getAll("scope"));
    const body = { token, access_token: token, expires_in: 300 };
    sendText(response, 200, JSON.stringify(body), { "content-type": "application/json" });
  };
  const registry: Site = async (request, response) => {
    if (request.path.startsWith("/v2/")) {
      answerRegistry(request, response, hosts, store);
    } else {
      await giveToken(request, response);
    }
  };
  const blobs: Site = async (request, response) => {
    const blob = store.blob(request.path.split("/").at(-1) ?? "");
    if (blob === undefined) {
      sendText(response, 404, "Not Found");
    } else if ("file" in blob) {
      await sendFile(request, response, blob.file);
    } else {
      response.writeHead(200, { "content-length": blob.size });
      response.end(request.method === "HEAD" ? undefined : blob.bytes);
    }
  };
  return [
    [tokenUrl.hostname, giveToken],
    [hosts.registry, registry],
    [hosts.blobs, blobs],
  ];
}

function answerRegistry(
  request: SiteRequest,
  response: ServerResponse,
  hosts: RegistryHosts,
  store: ImageStore,
): void {
  const [, repository, kind, name = ""] =
    /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(request.path) ?? [];
  const scope = repository === undefined ? undefined : `repository:${repository}:pull`;
  if (!allows(request.headers.authorization, scope)) {
    const scoped = scope === undefined ? "" : `,scope="${scope}"`;
    const challenge = `Bearer realm="${hosts.token}",service="${hosts.service}"${scoped}`;
    sendError(response, 401, "UNAUTHORIZED", { "www-authenticate": challenge });
    return;
  }
  if (repository === undefined) {
    sendText(response, request.path === "/v2/" ? 200 : 404, "{}");
    return;
  }
  if (kind === "blobs") {
    if (store.blob(name) === undefined) {
      sendError(response, 404, "BLOB_UNKNOWN");
      return;
    }
    const location = `https://${hosts.blobs}/${repository}/blobs/${name}`;
    response.writeHead(307, { location, "content-length": 0 }).end();
    return;
  }
  const manifest = store.manifest(`${hosts.name}/${repository}`, name);
  if (manifest === undefined) {
    sendError(response, 404, "MANIFEST_UNKNOWN");
    return;
  }
  response.writeHead(200, {
    "content-type": manifest.mediaType,
    "content-length": manifest.bytes.length,
    "docker-content-digest": manifest.digest,
  });
  response.end(request.method === "HEAD" ? undefined : manifest.bytes);
}

function tokenFor(scopes: readonly string[]): string {
  return Buffer.from(JSON.stringify(scopes)).toString("base64url");
}

/** Whether the token was given for the scope; any token will do for none. */
function allows(authorization: string | undefined, scope: string | undefined): boolean {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    return false;
  }
  const scopes = JSON.parse(Buffer.from(token, "base64url").toString()) as string[];
  return scope === undefined || scopes.flatMap((text) => text.split(" ")).includes(scope);
}

function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] });
  const version = { "docker-distribution-api-version": "registry/2.0" };
  sendText(response, status, body, { "content-type": "application/json", ...version, ...headers });
}
