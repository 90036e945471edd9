import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiBackend } from "../../../cli/lab/pulumi-backend.ts";
import { takeTurn, turnFile } from "../../../cli/recovery/turn.ts";

const root = mkdtempSync(join(tmpdir(), "fluxlab turn "));
const state = join(root, "state");
const file = join(state, turnFile);
const backend = pulumiBackend(state, {});
const places = { project: root, state, cache: root, stack: "local", backend };

afterEach(() => {
  process.removeAllListeners("exit");
  rmSync(state, { recursive: true, force: true });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

test("the first one gets its turn, and says who it is", () => {
  takeTurn(places);
  expect(readFileSync(file, "utf8")).toBe(`${process.pid}\n`);
});

test("a second one is refused with the process to wait for", () => {
  const lab = spawn("sleep", ["60"], { argv0: "cli/main.ts", stdio: "ignore" });
  try {
    takeTurn(places);
    writeFileSync(file, `${lab.pid ?? 0}\n`);
    expect(() => {
      takeTurn(places);
    }).toThrow(`another ./lab is at work on this lab: process ${lab.pid ?? 0}`);
    expect(readFileSync(file, "utf8")).toBe(`${lab.pid ?? 0}\n`);
  } finally {
    lab.kill();
  }
});

test.each(["4194305", "1", "", "nonsense"])("what a dead one left, %j, is no hindrance", (left) => {
  takeTurn(places);
  writeFileSync(file, left);
  takeTurn(places);
  expect(readFileSync(file, "utf8")).toBe(`${process.pid}\n`);
});

test("the turn ends with the process", () => {
  takeTurn(places);
  process.listeners("exit").at(-1)?.(0);
  expect(existsSync(file)).toBe(false);
});
