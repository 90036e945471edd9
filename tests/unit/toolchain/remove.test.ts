import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeToolchain } from "../../../toolchain/remove.ts";
import { fakeDocker } from "./fake-docker.ts";

const progress = {
  step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
};

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "fluxlab-remove-"));
  process.env["FLUXLAB_CACHE"] = cache;
  for (const name of ["toolchains/key/docker", "toolchains/key/bin", "parts/k3d-1", "docker"]) {
    mkdirSync(join(cache, name), { recursive: true });
  }
  writeFileSync(join(cache, "pulled-images.json"), JSON.stringify(["gitea/gitea:1.24.6"]));
});

afterEach(() => {
  delete process.env["FLUXLAB_CACHE"];
  rmSync(cache, { recursive: true });
});

test("toolchains, parts and the images made or pulled go; what belongs to others stays", async () => {
  const docker = fakeDocker(cache, 'case "$*" in "image ls"*) echo rancher/k3s:v1 ;; esac');
  try {
    const removed = await removeToolchain(progress);
    expect(removed).toEqual([
      "image rancher/k3s:v1",
      "image gitea/gitea:1.24.6",
      join(cache, "toolchains"),
      join(cache, "parts"),
    ]);
    expect(existsSync(join(cache, "docker"))).toBe(true);
    expect(docker.calls().filter((call) => call.startsWith("image rm"))).toEqual([
      "image rm rancher/k3s:v1",
      "image rm gitea/gitea:1.24.6",
    ]);
    expect(docker.calls()[0]).toContain("label=fluxlab.toolchain");
  } finally {
    docker.restore();
  }
});

test("an image that a lab still runs stops it, before anything is removed from the disk", async () => {
  const script = 'case "$*" in "image rm"*) echo "image is being used" >&2; exit 1 ;; esac';
  const docker = fakeDocker(cache, script);
  try {
    await expect(removeToolchain(progress)).rejects.toThrow(
      "gitea/gitea:1.24.6 could not be removed: image is being used. Type: ./lab down",
    );
    expect(existsSync(join(cache, "toolchains", "key"))).toBe(true);
  } finally {
    docker.restore();
  }
});

test("without Docker the files are removed all the same", async () => {
  const docker = fakeDocker(cache, "exit 1");
  try {
    expect(await removeToolchain(progress)).toEqual([
      join(cache, "toolchains"),
      join(cache, "parts"),
    ]);
  } finally {
    docker.restore();
  }
});
