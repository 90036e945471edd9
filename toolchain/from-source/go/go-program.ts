import { cp, mkdir } from "node:fs/promises";
import { homedir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildContext } from "../../parts/build-context.ts";
import { goCommand } from "./go-command.ts";

/** One program of a pinned Go module closure. */
export interface GoProgram {
  /** Directory under `modules/` with the pinned go.mod and go.sum. */
  readonly module: string;
  /** Import path of the package; `.` for a main.go of ours in the module's directory. */
  readonly package: string;
  /** Variables set by the linker: `path.Name` to value. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Needs a C compiler and runs only where there is a libc. */
  readonly cgo?: boolean;
}

/**
 * What the result of a Go build depends on besides the program; a change here rebuilds all.
 * The linker drops debugging information, so the compiler need not write any: a tenth of its time.
 */
export const goRecipe = {
  flags: ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"],
  linker: "-s -w",
};

/** One compiler process takes up to 1.4 GB without a garbage collector; four may run at once. */
const memoryForNoCollector = 14 * 2 ** 30;

const modules = join(dirname(dirname(fileURLToPath(import.meta.url))), "modules");

/** The directory with the pinned closure. */
export function closureDirectory(module: string): string {
  return join(modules, module);
}

/** A writable copy of the closure in the scratch directory. */
export async function copyClosure(module: string, context: BuildContext): Promise<string> {
  const directory = join(context.scratch, `module-${module}`);
  await cp(closureDirectory(module), directory, { recursive: true });
  return directory;
}

/** Builds a program in `directory`, a copy of its closure, to the file `output`. */
export async function buildGoProgram(
  program: GoProgram,
  directory: string,
  output: string,
  context: BuildContext,
): Promise<void> {
  const variables = Object.entries(program.variables ?? {});
  const linker = [goRecipe.linker, ...variables.map(([name, value]) => `-X '${name}=${value}'`)];
  await mkdir(dirname(output), { recursive: true });
  context.step.update(`compiling ${program.package === "." ? program.module : program.package}`);
  await runGo(
    [
      "build",
      "-mod=readonly",
      ...goRecipe.flags,
      ...["-ldflags", linker.join(" ")],
      ...(program.tags === undefined ? [] : ["-tags", program.tags.join(" ")]),
      ...["-o", output, program.package],
    ],
    directory,
    context,
    program.cgo === true,
  );
}

/** The directory of a module's source, downloaded if need be and not to be written to. */
export async function moduleSource(
  path: string,
  closure: string,
  context: BuildContext,
): Promise<string> {
  await runGo(["mod", "download", path], closure, context);
  return runGo(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", path], closure, context);
}

/** Runs the Go command with nothing of the user's Go settings but where modules come from. */
export async function runGo(
  args: readonly string[],
  directory: string,
  context: BuildContext,
  cgo = false,
): Promise<string> {
  const foreign =
    /^(GOFLAGS|GOOS|GOARCH|GOBIN|GOPATH|GOEXPERIMENT|GOWORK|GOROOT|GOTMPDIR|GODEBUG)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return context.run(await goCommand(context.cache), args, {
    cwd: directory,
    env: {
      ...Object.fromEntries(kept),
      CGO_ENABLED: cgo ? "1" : "0",
      // Each compiler process lives for seconds: collecting its garbage is a sixth of its work.
      ...(totalmem() >= memoryForNoCollector ? { GOGC: "off" } : {}),
      GO111MODULE: "on",
      GOCACHE: join(context.cache.compilers, "go-build"),
      GOENV: process.env["GOENV"] ?? join(userConfiguration(), "go", "env"),
      // So that the module cache can be removed like any other directory.
      GOFLAGS: "-modcacherw",
      GOMODCACHE: join(context.cache.compilers, "go-modules"),
      // Not in /tmp: gigabytes, which nobody else would remove after a build that was killed.
      GOTMPDIR: context.scratch,
      GOTOOLCHAIN: "local",
      GOWORK: "off",
      // Go counts its use in the user's configuration directory.
      XDG_CONFIG_HOME: join(context.cache.build, "configuration"),
    },
  });
}

function userConfiguration(): string {
  const named = process.env["XDG_CONFIG_HOME"] ?? "";
  return named === "" ? join(homedir(), ".config") : named;
}
