import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolProblems } from "../../../components/settings/tools.ts";

const directory = mkdtempSync(join(tmpdir(), "fluxlab-tools-"));
const path = process.env["PATH"];
const tool = (name: string, says: string) => {
  writeFileSync(join(directory, name), `#!/bin/sh\necho '${says}'\n`);
  chmodSync(join(directory, name), 0o755);
};

beforeEach(() => {
  process.env["PATH"] = "/nowhere";
  tool("bash", "GNU bash");
  tool("k3d", "k3d version v5.8.3");
  tool("kubectl", "Client Version: v1.34.4");
});
afterEach(() => {
  process.env["PATH"] = path;
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

test("tools that are there and new enough are no problem", async () => {
  // The scripts' own interpreter is needed to run the stand-ins.
  process.env["PATH"] = "/bin:/usr/bin";
  expect(await toolProblems(directory)).toEqual([]);
});

test("all that is missing is named at once, each with what to do", async () => {
  const problems = await toolProblems(undefined);
  expect(problems.map((problem) => problem.split("\n")[0])).toEqual([
    "bash is not on PATH",
    "k3d is not on PATH",
    "kubectl is not on PATH",
  ]);
  for (const problem of problems) {
    expect(problem).toContain("to mend: install");
  }
});

test("one that is too old, or says no version, is named with what is allowed", async () => {
  process.env["PATH"] = `${directory}:/bin:/usr/bin`;
  tool("k3d", "k3d version v5.4.6");
  tool("kubectl", "something");
  expect(await toolProblems(undefined)).toEqual([
    expect.stringMatching(
      /^k3d is 5\.4, which is too old\n {4}allowed: 5\.6 or later\n {4}to mend: /,
    ),
    expect.stringMatching(/^kubectl does not say its version .*\n {4}allowed: 1\.28 or later\n/),
  ]);
});
