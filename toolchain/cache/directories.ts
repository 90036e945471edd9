import { join, resolve } from "node:path";
import { cacheDirectory } from "../../components/parts/cache.ts";

/** Where the toolchain keeps its things. All paths are absolute. */
export interface CacheDirectories {
  /** FLUXLAB_CACHE, default `fluxlab` in XDG_CACHE_HOME, default `~/.cache`. */
  readonly root: string;
  /** Complete toolchains, one directory per key. */
  readonly toolchains: string;
  /** Finished parts, one directory per part and hash of its inputs. */
  readonly parts: string;
  /** What is needed while building only; removed at the end. */
  readonly build: string;
  /** Caches of the compilers; inside `build` unless FLUXLAB_BUILD_CACHE names another place. */
  readonly compilers: string;
  /** FLUXLAB_BUILD_CACHE is set: the compilers' caches belong to the user and are kept. */
  readonly keepCompilers: boolean;
  /** Log and runtime wrapper of a Docker daemon that the toolchain started. */
  readonly docker: string;
}

/** The directories named by the environment `env`. */
export function cacheDirectories(env: NodeJS.ProcessEnv = process.env): CacheDirectories {
  const root = cacheDirectory(env);
  const build = join(root, "build");
  const compilers = env["FLUXLAB_BUILD_CACHE"] ?? "";
  return {
    root,
    toolchains: join(root, "toolchains"),
    parts: join(root, "parts"),
    build,
    compilers: compilers === "" ? join(build, "compilers") : resolve(compilers),
    keepCompilers: compilers !== "",
    docker: join(root, "docker"),
  };
}
