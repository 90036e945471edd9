import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dockerHost } from "./docker-host.ts";

const run = promisify(execFile);

/** The Docker that the lab will be made in. */
export interface DockerFacts {
  /** What the client said when nobody answered; undefined when somebody did. */
  complaint: string | undefined;
  /** Its address. @default - Docker's own socket */
  host: string | undefined;
}

/** Asks where everything else will ask: Pulumi's plugin knows DOCKER_HOST, but no contexts. */
export async function readDockerFacts(): Promise<DockerFacts> {
  const host = dockerHost();
  const env = { ...process.env, ...(host !== undefined && { DOCKER_HOST: host }) };
  const version = ["version", "--format", "{{.Server.Version}}"];
  const complaint = await run("docker", version, { env, timeout: 10_000 }).then(
    () => undefined,
    (error: unknown) => complaintOf(error),
  );
  return { complaint, host };
}

function complaintOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === "ENOENT") {
    return "there is no docker command on PATH";
  }
  return (stderr ?? "").trim() || message;
}
