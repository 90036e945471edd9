import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  describeFailure,
  pulledImages,
  pullImages,
  registryOf,
} from "../../../toolchain/docker/pull-images.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

let root: string;
let docker: FakeDocker | undefined;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fluxlab-pull-"));
  process.env["FLUXLAB_CACHE"] = join(root, "cache");
  said = [];
});

afterEach(() => {
  docker?.restore();
  delete process.env["FLUXLAB_CACHE"];
  rmSync(root, { recursive: true });
});

const progress = {
  step: (title: string) => ({
    update: (text: string) => said.push(`${title}: ${text}`),
    done: () => undefined,
    fail: () => undefined,
  }),
};

/** A Docker that has `known`, and for which `pull` is this shell command. */
function dockerWith(known: string, pull: string): void {
  docker = fakeDocker(
    root,
    `case "$*" in
      *"inspect"*" ${known}") echo '{"Id":"sha256:1"}' ;;
      *inspect*) exit 1 ;;
      pull*) ${pull} ;;
    esac`,
  );
}

test("what Docker has is not pulled; what was pulled is noted, for its removal", async () => {
  dockerWith("gitea/gitea:1", "echo 'abc: Pull complete'");
  await pullImages(["gitea/gitea:1", "rancher/k3s:1"], progress);
  expect(docker?.calls().filter((call) => call.startsWith("pull"))).toEqual(["pull rancher/k3s:1"]);
  expect(await pulledImages()).toEqual(["rancher/k3s:1"]);
});

test("a registry that limits pulls is asked again", async () => {
  const once = `if [ -e '${root}/again' ]; then exit 0; fi; : >'${root}/again'`;
  dockerWith("none", `${once}; echo 'toomanyrequests: You have reached your limit' >&2; exit 1`);
  await pullImages(["gitea/gitea:1"], progress, [1]);
  expect(said.join("\n")).toContain("toomanyrequests");
  expect(docker?.calls().filter((call) => call.startsWith("pull"))).toHaveLength(2);
});

test("one blocked registry: the others are pulled, and it is named with what to do", async () => {
  const blocked = "echo 'lookup ghcr.io: no such host' >&2; exit 1";
  dockerWith("none", `case "$*" in *ghcr.io*) ${blocked} ;; esac`);
  const work = pullImages(["gitea/gitea:1", "ghcr.io/k3d-io/k3d-tools:1"], progress, [1]);
  await expect(work).rejects.toThrow(
    /^Docker could not pull ghcr.io\/k3d-io\/k3d-tools:1 from ghcr.io\.\n[^]*--from-source\nIt said: lookup ghcr.io: no such host$/,
  );
  expect(await pulledImages()).toEqual(["gitea/gitea:1"]);
});

test("a limit of the registry has a remedy of its own", () => {
  const text = describeFailure("gitea/gitea:1", "toomanyrequests: limit");
  expect(text).toMatch(/^docker.io limits how much is pulled[^]*docker login;[^]*--from-source/);
});

test.each([
  ["traefik:v3", "docker.io"],
  ["rancher/k3s:v1", "docker.io"],
  ["ghcr.io/fluxcd/flux:1", "ghcr.io"],
  ["localhost:5000/one:1", "localhost:5000"],
])("the registry of %s is %s", (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});
