import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerHost } from "../../../components/settings/docker-host.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fluxlab-docker-host-"));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

/** A context as `docker context create` writes it. */
function writeContext(name: string, host: string, current: boolean): void {
  const id = createHash("sha256").update(name).digest("hex");
  const directory = join(home, ".docker", "contexts", "meta", id);
  mkdirSync(directory, { recursive: true });
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } };
  writeFileSync(join(directory, "meta.json"), JSON.stringify(meta));
  const config = current ? { currentContext: name } : {};
  writeFileSync(join(home, ".docker", "config.json"), JSON.stringify(config));
}

function resolve(env: Record<string, string>, ...sockets: string[]): string | undefined {
  return dockerHost({ HOME: home, XDG_RUNTIME_DIR: "/run/user/7", ...env }, (path) =>
    sockets.includes(path),
  );
}

const own = "/var/run/docker.sock";

test("Docker's own socket is what everything takes by itself", () => {
  expect(resolve({}, own)).toBeUndefined();
  expect(resolve({ DOCKER_HOST: `unix://${own}` }, own)).toBeUndefined();
  expect(resolve({})).toBeUndefined();
});

test("DOCKER_HOST counts first", () => {
  writeContext("rootless", "unix:///rootless.sock", true);
  expect(resolve({ DOCKER_HOST: "unix:///other.sock" }, own)).toBe("unix:///other.sock");
});

test("the context in use, as rootless Docker, Docker Desktop and colima set it", () => {
  writeContext("rootless", "unix:///run/user/7/docker.sock", true);
  expect(resolve({}, own)).toBe("unix:///run/user/7/docker.sock");
  expect(resolve({ DOCKER_CONTEXT: "default" }, own)).toBeUndefined();
});

test("the context that DOCKER_CONTEXT names, wherever the settings are", () => {
  writeContext("colima", "unix:///colima.sock", false);
  expect(resolve({}, own)).toBeUndefined();
  expect(resolve({ DOCKER_CONTEXT: "colima" }, own)).toBe("unix:///colima.sock");
  const elsewhere = { DOCKER_CONTEXT: "colima", DOCKER_CONFIG: join(home, "none") };
  expect(resolve(elsewhere, own)).toBeUndefined();
});

test("without any of these, the sockets of a rootless Docker and of Podman", () => {
  expect(resolve({}, "/run/user/7/docker.sock")).toBe("unix:///run/user/7/docker.sock");
  expect(resolve({}, "/run/user/7/podman/podman.sock")).toBe(
    "unix:///run/user/7/podman/podman.sock",
  );
  expect(resolve({}, "/run/podman/podman.sock")).toBe("unix:///run/podman/podman.sock");
});
