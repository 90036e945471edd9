import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** What a lab keeps between labs: FLUXLAB_CACHE, default `fluxlab` in XDG_CACHE_HOME, default `~/.cache`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["FLUXLAB_CACHE"] ?? "";
  const caches = env["XDG_CACHE_HOME"] ?? "";
  return resolve(own || join(caches || join(homedir(), ".cache"), "fluxlab"));
}
