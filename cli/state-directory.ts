import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LabPlaces } from "./environment.ts";

/** Everything that the lab ever writes into its state directory. */
const own = [
  "backend",
  "pulumi-home",
  "passphrase",
  "kubeconfig",
  "kubeconfig.new",
  "kubeconfig.lock",
  "kubeconfigs",
  "docker-config",
  "clones",
  "slots",
  "logs",
];

/**
 * Removes the state directory; answers what is still in it. Only what the lab made is deleted:
 * FLUXLAB_STATE may name a directory that is somebody's home.
 */
export function removeStateDirectory(places: LabPlaces): string[] {
  if (!existsSync(places.state)) {
    return [];
  }
  for (const name of own) {
    rmSync(join(places.state, name), { recursive: true, force: true });
  }
  const left = readdirSync(places.state);
  if (left.length === 0) {
    rmdirSync(places.state);
  }
  return left.map((name) => join(places.state, name));
}
