import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The Docker that the user's own `docker` talks to. */
export interface DockerFacts {
  /** What the client said when nobody answered; undefined when somebody did. */
  complaint: string | undefined;
  /** Its address, from DOCKER_HOST or the chosen context. @default - Docker's own socket */
  host: string | undefined;
}

const ownSocket = "unix:///var/run/docker.sock";

/** Asks the docker command, which knows DOCKER_HOST and contexts; Pulumi's plugin knows the first only. */
export async function readDockerFacts(): Promise<DockerFacts> {
  const [complaint, host] = await Promise.all([
    ask(["version", "--format", "{{.Server.Version}}"]).then(
      () => undefined,
      (error: unknown) => complaintOf(error),
    ),
    ask(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]).catch(() => ownSocket),
  ]);
  return { complaint, host: host === ownSocket || host === "" ? undefined : host };
}

async function ask(args: string[]): Promise<string> {
  return (await run("docker", args, { timeout: 10_000 })).stdout.trim();
}

function complaintOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === "ENOENT") {
    return "there is no docker command on PATH";
  }
  return (stderr ?? "").trim() || message;
}
