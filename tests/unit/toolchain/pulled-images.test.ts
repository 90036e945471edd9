import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectories } from "../../../toolchain/cache/directories.ts";
import type { Part } from "../../../toolchain/parts/part.ts";
import { PartStore } from "../../../toolchain/parts/part-store.ts";
import { toolchainParts } from "../../../toolchain/from-source/parts.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

const step = { update: () => undefined, done: () => undefined, fail: () => undefined };
const parts = toolchainParts({ releases: true, images: true });

let root: string;
let docker: FakeDocker;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fluxlab-pulled-"));
  mkdirSync(join(root, "cache"));
});

afterEach(() => {
  docker.restore();
  rmSync(root, { recursive: true });
});

/** A registry that has everything; `known` is what Docker answers for images it has already. */
function registry(known: string): FakeDocker {
  return fakeDocker(
    root,
    `case "$*" in
      "image inspect"*) ${known} ;;
      "save --output"*) echo archive >"$3" ;;
    esac`,
  );
}

async function make(id: string): Promise<{ part: Part; directory: string; origin: string }> {
  const cache = cacheDirectories({ FLUXLAB_CACHE: join(root, "cache") });
  const store = new PartStore(cache, () => Promise.reject(new Error("nothing is to be built")));
  const part = parts.find((candidate) => candidate.id === id);
  if (part === undefined) {
    throw new Error(`no part ${id}`);
  }
  const { origin } = await store.make(part, step);
  return { part, directory: store.directory(part), origin };
}

test("the node image is pulled and kept for a Docker that loses it", async () => {
  docker = registry("echo sha256:official");
  const { directory, origin } = await make("node-image");
  expect(origin).toBe("registry");
  const kept = JSON.parse(
    readFileSync(join(directory, "docker/node-image.json"), "utf8"),
  ) as unknown;
  expect(kept).toEqual({
    reference: "rancher/k3s:v1.34.4-k3s1",
    id: "sha256:official",
    archive: "node-image.tar",
  });
  expect(readFileSync(join(directory, "docker/node-image.tar"), "utf8")).toBe("archive\n");
});

const coredns = "rancher/mirrored-coredns-coredns:1.12.4";

test("a cluster's image becomes an archive and does not stay in Docker", async () => {
  docker = registry("exit 1");
  const { directory, origin } = await make("coredns-image");
  expect(origin).toBe("registry");
  const archive = join(directory, "images/rancher_mirrored-coredns-coredns_1.12.4.tar");
  expect(readFileSync(archive, "utf8")).toBe("archive\n");
  expect(docker.calls()).toContain(`pull --quiet ${coredns}`);
  expect(docker.calls()).toContain(`image rm ${coredns}`);
});

test("a cluster's image that was in Docker before stays there", async () => {
  docker = registry("echo sha256:known");
  await make("coredns-image");
  expect(docker.calls()).not.toContain(`image rm ${coredns}`);
});
