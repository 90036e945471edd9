/** Where the Docker Engine listens. */
export interface EngineAddress {
  /** As the person wrote it, for errors. */
  host: string;
  /** What `http.request` connects to. */
  connection: { socketPath: string } | { host: string; port: string };
}

/**
 * Reads a Docker host.
 * @param configured the provider's `host`. @default - $DOCKER_HOST, else unix:///var/run/docker.sock
 * @throws for any scheme but unix and tcp, and for tcp with TLS
 */
export function engineAddress(
  configured: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): EngineAddress {
  const host = configured ?? (environment["DOCKER_HOST"] || "unix:///var/run/docker.sock");
  if (host.startsWith("unix://")) {
    return { host, connection: { socketPath: host.slice("unix://".length) } };
  }
  const tls = environment["DOCKER_TLS_VERIFY"];
  if (host.startsWith("tcp://") && (tls === undefined || tls === "")) {
    const { hostname, port } = new URL(host.replace("tcp://", "http://"));
    return { host, connection: { host: hostname, port: port || "2375" } };
  }
  throw new Error(
    `Docker host ${host} is not supported by this plugin; allowed: unix:///PATH and, without TLS, tcp://HOST:PORT`,
  );
}
