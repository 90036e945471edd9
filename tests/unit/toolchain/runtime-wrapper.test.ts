import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const wrapper = resolve(__dirname, "../../../toolchain/docker/runc-without-sys-resource.sh");

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fluxlab wrapper-"));
  mkdirSync(join(directory, "bin"));
  const runc = join(directory, "bin", "runc");
  writeFileSync(runc, '#!/bin/sh\nprintf "%s|" "$@"\n');
  chmodSync(runc, 0o755);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function call(...args: string[]): string {
  const env = { ...process.env, PATH: `${join(directory, "bin")}:${process.env["PATH"] ?? ""}` };
  return execFileSync(wrapper, args, { env, encoding: "utf8" });
}

const all = ["CAP_CHOWN", "CAP_SYS_RESOURCE", "CAP_SYS_TIME"];
const left = ["CAP_CHOWN", "CAP_SYS_TIME"];

test.each([
  ["--bundle", undefined],
  ["-b", undefined],
  ["--bundle=", undefined],
])("create %s: the capability is taken out of every set of the bundle", (flag) => {
  const process = { args: ["sh"], capabilities: { bounding: all, effective: all, permitted: all } };
  const file = join(directory, "config.json");
  writeFileSync(file, JSON.stringify({ ociVersion: "1.0.2", process }));
  const args = flag.endsWith("=") ? [`${flag}${directory}`] : [flag, directory];
  const said = call("--root", "/run/runc", "create", ...args, "name");
  expect(said).toBe(`--root|/run/runc|create|${args.join("|")}|name|`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    ociVersion: "1.0.2",
    process: { args: ["sh"], capabilities: { bounding: left, effective: left, permitted: left } },
  });
});

test.each([
  ["first", ["CAP_SYS_RESOURCE", "CAP_CHOWN"], ["CAP_CHOWN"]],
  ["last", ["CAP_CHOWN", "CAP_SYS_RESOURCE"], ["CAP_CHOWN"]],
  ["alone", ["CAP_SYS_RESOURCE"], []],
  ["absent", ["CAP_CHOWN"], ["CAP_CHOWN"]],
])("exec --process: %s in its set, in any layout", (_, before, after) => {
  const file = join(directory, "process.json");
  for (const space of [undefined, 2]) {
    writeFileSync(file, JSON.stringify({ capabilities: { bounding: before } }, undefined, space));
    call("exec", "--process", file, "name");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ capabilities: { bounding: after } });
  }
});

test("commands without a description are passed on as they are", () => {
  expect(call("delete", "--force", "a name")).toBe("delete|--force|a name|");
});
