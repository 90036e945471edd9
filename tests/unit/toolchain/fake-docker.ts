import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A `docker` on PATH that notes how it was called and answers from a script. */
export interface FakeDocker {
  /** The calls so far, arguments joined by spaces. */
  calls(): string[];
  restore(): void;
}

/**
 * @param directory an existing directory for it
 * @param script shell commands; `$*` are the arguments
 */
export function fakeDocker(directory: string, script: string): FakeDocker {
  const bin = join(directory, "fake-bin");
  const log = join(directory, "docker-calls");
  mkdirSync(bin, { recursive: true });
  const file = join(bin, "docker");
  writeFileSync(file, `#!/bin/sh\necho "$*" >>'${log}'\n${script}\n`);
  chmodSync(file, 0o755);
  const before = process.env["PATH"];
  process.env["PATH"] = `${bin}${delimiter}${before ?? ""}`;
  return {
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    restore: () => {
      process.env["PATH"] = before;
    },
  };
}
