import { randomBytes } from "node:crypto";

import { execa } from "execa";

import { Client } from "../../packages/gitea/provider/client.ts";
import { connectionFrom } from "../../packages/gitea/provider/connection.ts";
import { readPartsFile } from "../../components/parts/parts-file.ts";
import { locateToolchain } from "../../toolchain/index.ts";

/** A Gitea server of the test's own. */
export interface GiteaServer extends AsyncDisposable {
  /** On loopback, without a slash at the end. */
  baseUrl: string;
  /** An administrator. */
  username: string;
  password: string;
  /** Its container; empty when the server was there before. */
  container: string;
  /** Requests as the administrator. */
  client: Client;
}

/** Time for Gitea to make its database and answer, in milliseconds. */
const START_LIMIT = 60_000;

const SETTINGS = {
  database__DB_TYPE: "sqlite3",
  security__INSTALL_LOCK: "true",
  server__HTTP_PORT: "3000",
  server__OFFLINE_MODE: "true",
  service__DISABLE_REGISTRATION: "true",
  log__LEVEL: "Warn",
};

/**
 * Runs the toolchain's Gitea image in a container that lasts as long as the fixture. With
 * FLUXLAB_TEST_GITEA_URL, FLUXLAB_TEST_GITEA_USERNAME and FLUXLAB_TEST_GITEA_PASSWORD the tests use
 * a server that is there instead, and nothing is started.
 */
export async function startGitea(): Promise<GiteaServer> {
  const { FLUXLAB_TEST_GITEA_URL: there, ...environment } = process.env;
  if (there) {
    const username = environment.FLUXLAB_TEST_GITEA_USERNAME ?? "";
    const password = environment.FLUXLAB_TEST_GITEA_PASSWORD ?? "";
    return server(there, username, password, "", () => Promise.resolve());
  }
  const container = `fluxlab-test-gitea-${randomBytes(4).toString("hex")}`;
  const remove = async () => {
    await execa("docker", ["rm", "--force", "--volumes", container]);
  };
  try {
    return await started(container, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function started(container: string, remove: () => Promise<void>): Promise<GiteaServer> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => [
    "--env",
    `GITEA__${name}=${value}`,
  ]);
  await execa("docker", [
    ...["run", "--detach", "--name", container, "--label", "fluxlab.test=gitea"],
    ...["--publish", "127.0.0.1::3000", "--volume", "/data", ...settings],
    readPartsFile(locateToolchain().partsFile).images.gitea,
  ]);
  const { stdout } = await execa("docker", ["port", container, "3000/tcp"]);
  const baseUrl = `http://${stdout.trim()}`;
  await answers(baseUrl, container);

  const username = "administrator";
  const password = `${randomBytes(16).toString("hex")}aA1-`;
  await execa("docker", [
    ...["exec", "--user", "git", container, "gitea"],
    ...["admin", "user", "create", "--admin", "--must-change-password=false"],
    ...["--username", username, "--password", password, "--email", "administrator@noreply.invalid"],
  ]);
  return server(baseUrl, username, password, container, remove);
}

function server(
  baseUrl: string,
  username: string,
  password: string,
  container: string,
  remove: () => Promise<void>,
): GiteaServer {
  const client = new Client(connectionFrom({ baseUrl, username, password }));
  return { baseUrl, username, password, container, client, [Symbol.asyncDispose]: remove };
}

async function answers(baseUrl: string, container: string): Promise<void> {
  const end = Date.now() + START_LIMIT;
  for (;;) {
    const healthy = await fetch(`${baseUrl}/api/healthz`, { signal: AbortSignal.timeout(5_000) })
      .then(({ ok }) => ok)
      .catch(() => false);
    if (healthy) {
      return;
    }
    if (Date.now() > end) {
      const { all } = await execa("docker", ["logs", "--tail", "30", container], { all: true });
      throw new Error(`Gitea did not answer at ${baseUrl} within ${START_LIMIT / 1000} s:\n${all}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
