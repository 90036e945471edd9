import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensureState,
  removeStateDirectory,
  savedBundles,
} from "../../../cli/lab/state-directory.ts";

const root = mkdtempSync(join(tmpdir(), "fluxlab-state-"));
const places = { project: root, state: join(root, "state"), cache: root, stack: "local" };

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test("the passphrase is random, readable by its owner only, and made once", () => {
  ensureState(places);
  const file = join(places.state, "passphrase");
  const { mode, mtimeMs, size } = statSync(file);
  expect(mode & 0o777).toBe(0o600);
  expect(size).toBeGreaterThan(40);
  ensureState(places);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  expect(existsSync(join(places.state, "backend"))).toBe(true);
});

test("Pulumi finds no directory for its logs, also where it has made one before", () => {
  const logs = join(places.state, "pulumi-home", "logs");
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, "an-update.log"), "everything");
  ensureState(places);
  ensureState(places);
  expect(statSync(logs).isFile()).toBe(true);
});

test("a new passphrase takes the salt of the lost one out of the stack's file, and only then", () => {
  const file = join(root, "Pulumi.local.yaml");
  mkdirSync(root, { recursive: true });
  writeFileSync(file, "encryptionsalt: v1:old\nconfig:\n  a:b: 1\n");
  ensureState(places);
  expect(readFileSync(file, "utf8")).toBe("config:\n  a:b: 1\n");
  writeFileSync(file, "encryptionsalt: v1:new\n");
  ensureState(places);
  expect(readFileSync(file, "utf8")).toBe("encryptionsalt: v1:new\n");
});

test("everything the lab made goes, with the directory", () => {
  ensureState(places);
  mkdirSync(join(places.state, "slots"));
  expect(removeStateDirectory(places)).toEqual([]);
  expect(existsSync(places.state)).toBe(false);
  expect(removeStateDirectory(places)).toEqual([]);
});

test("people's commits stay, and nothing else with them", () => {
  ensureState(places);
  const bundle = join(places.state, "bundles", "platform-fleet-20261123T060000Z.bundle");
  mkdirSync(join(places.state, "bundles"));
  writeFileSync(bundle, "commits");
  expect(savedBundles(places)).toEqual([bundle]);
  expect(removeStateDirectory(places)).toEqual([]);
  expect(savedBundles(places)).toEqual([bundle]);
  expect(existsSync(join(places.state, "backend"))).toBe(false);
  rmSync(bundle);
  expect(removeStateDirectory(places)).toEqual([]);
  expect(existsSync(places.state)).toBe(false);
});

test("what somebody else put there stays, and is named", () => {
  ensureState(places);
  const notes = join(places.state, "notes.txt");
  writeFileSync(notes, "mine");
  expect(removeStateDirectory(places)).toEqual([notes]);
  expect(existsSync(notes)).toBe(true);
  expect(existsSync(join(places.state, "backend"))).toBe(false);
});
