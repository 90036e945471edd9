import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where Docker's own service listens. */
export const ownSocket = "unix:///var/run/docker.sock";

/** The directory of the docker command's settings. */
function configDirectory(env: NodeJS.ProcessEnv): string {
  return env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
}

/**
 * Where Docker listens, for everything that talks to it: DOCKER_HOST, else the context that the
 * docker command uses, else the first socket that is there: Docker's own, that of a rootless Docker,
 * Podman's. Undefined when it is Docker's own, or nothing is there at all.
 *
 * Source: Docker's documentation of contexts, and docker/cli cli/context/store: the directory of a
 * context is the SHA-256 of its name.
 */
export function dockerHost(
  env: NodeJS.ProcessEnv = process.env,
  isThere: (path: string) => boolean = existsSync,
): string | undefined {
  const host = env["DOCKER_HOST"] || hostOfContext(env) || socketThatIsThere(env, isThere);
  return host === ownSocket ? undefined : host;
}

function hostOfContext(env: NodeJS.ProcessEnv): string | undefined {
  const directory = configDirectory(env);
  const { currentContext } = readJson(join(directory, "config.json")) as {
    currentContext?: string;
  };
  const name = env["DOCKER_CONTEXT"] || currentContext;
  if (name === undefined || name === "default") {
    return undefined;
  }
  const id = createHash("sha256").update(name).digest("hex");
  const { Endpoints } = readJson(join(directory, "contexts", "meta", id, "meta.json")) as {
    Endpoints?: { docker?: { Host?: string } };
  };
  return Endpoints?.docker?.Host;
}

function socketThatIsThere(
  env: NodeJS.ProcessEnv,
  isThere: (path: string) => boolean,
): string | undefined {
  const own = env["XDG_RUNTIME_DIR"] || `/run/user/${process.getuid?.() ?? 0}`;
  const sockets = [
    "/var/run/docker.sock",
    join(own, "docker.sock"),
    join(own, "podman", "podman.sock"),
    "/run/podman/podman.sock",
  ];
  const found = sockets.find(isThere);
  return found === undefined ? undefined : `unix://${found}`;
}

/** Empty when the file is not there or no JSON: then the docker command has no settings either. */
function readJson(path: string): object {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as object;
  } catch {
    return {};
  }
}
