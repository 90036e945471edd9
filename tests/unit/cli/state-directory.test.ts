import { pulumiBackend } from "../../../cli/lab/pulumi-backend.ts";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ensureState,
  removeSavedBundles,
  removeStateDirectory,
  savedBundles,
} from "../../../cli/lab/state-directory.ts";

const root = mkdtempSync(join(tmpdir(), "fluxlab-state-"));
const state = join(root, "state");
const backend = pulumiBackend(state, {});
const places = { project: root, state, cache: root, stack: "local", backend };

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test("Pulumi finds no directory for its logs, also where it has made one before", () => {
  const logs = join(places.state, "pulumi-home", "logs");
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, "an-update.log"), "everything");
  ensureState(places);
  ensureState(places);
  expect(statSync(logs).isFile()).toBe(true);
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

test("people's commits go when nothing is to be kept", () => {
  mkdirSync(join(places.state, "bundles"), { recursive: true });
  writeFileSync(join(places.state, "bundles", "platform-fleet-0123456789ab.bundle"), "commits");
  removeSavedBundles(places);
  expect(savedBundles(places)).toEqual([]);
});

test("what somebody else put there stays, and is named", () => {
  ensureState(places);
  const notes = join(places.state, "notes.txt");
  writeFileSync(notes, "mine");
  expect(removeStateDirectory(places)).toEqual([notes]);
  expect(existsSync(notes)).toBe(true);
  expect(existsSync(join(places.state, "backend"))).toBe(false);
});
