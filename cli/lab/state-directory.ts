import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LabPlaces } from "./lab-environment.ts";

/** Everything that the lab ever writes into its state directory. */
const own = [
  "backend",
  "pulumi-home",
  "kubeconfig",
  "kubeconfig.new",
  "kubeconfig.lock",
  "kubeconfigs",
  "kube-cache",
  "k3d",
  "docker-config",
  "clones",
  "slots",
  "identities",
  "at-work",
  "runs",
  "report.html",
  "bench",
];

/** Where components/peoples-work/save.ts puts what people made. */
const bundles = "bundles";

/** Makes the state directory with everything the Pulumi CLI expects to be there. */
export function ensureState(places: LabPlaces): void {
  mkdirSync(places.state, { recursive: true, mode: 0o700 });
  for (const part of ["backend", "pulumi-home", "kubeconfigs", "docker-config", "clones"]) {
    mkdirSync(join(places.state, part), { recursive: true, mode: 0o700 });
  }
  preventPulumiLogs(join(places.state, "pulumi-home", "logs"));
}

/**
 * The Pulumi CLI logs everything that passes through it, compressed and encrypted, into this directory,
 * which takes more than half of its processor time, and no setting stops it. Where it cannot make the
 * directory it goes on without. `pulumi -v=9 --logtostderr` logs as ever.
 * Source: StartLogging in pulumi/pulumi pkg/logging/encrypted.go.
 */
function preventPulumiLogs(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isFile() !== true) {
    rmSync(directory, { recursive: true, force: true });
    writeFileSync(directory, "Not a directory, so that Pulumi writes no logs into it.\n");
  }
}

/** The stack's state file; undefined when its backend keeps no files on this machine. */
export function stackStateFile({ backend, stack }: LabPlaces): string | undefined {
  return backend.directory === undefined
    ? undefined
    : join(backend.directory, ".pulumi", "stacks", "fluxlab", `${stack}.json`);
}

/** Whether this lab has a stack, looked up without Pulumi; true where only Pulumi could tell. */
export function stackExists(places: LabPlaces): boolean {
  const file = stackStateFile(places);
  return file === undefined || existsSync(file);
}

/** What people made in repositories that are gone, bundles and JSON: absolute paths. */
export function savedBundles(places: LabPlaces): string[] {
  const directory = join(places.state, bundles);
  return existsSync(directory)
    ? readdirSync(directory)
        .sort()
        .map((name) => join(directory, name))
    : [];
}

/** Deletes what people made and was saved, now and earlier. */
export function removeSavedBundles(places: LabPlaces): void {
  rmSync(join(places.state, bundles), { recursive: true, force: true });
}

/**
 * Removes the state directory; answers what is still in it besides saved bundles, which stay. Only
 * what the lab made is deleted: FLUXLAB_STATE may name a directory that is somebody's home.
 */
export function removeStateDirectory(places: LabPlaces): string[] {
  if (!existsSync(places.state)) {
    return [];
  }
  for (const name of own) {
    rmSync(join(places.state, name), { recursive: true, force: true });
  }
  if (savedBundles(places).length === 0) {
    rmSync(join(places.state, bundles), { recursive: true, force: true });
  }
  const left = readdirSync(places.state);
  if (left.length === 0) {
    rmdirSync(places.state);
  }
  return left.filter((name) => name !== bundles).map((name) => join(places.state, name));
}
