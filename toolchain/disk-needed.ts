import { cacheDirectories } from "./cache/directories.ts";
import { settledLane } from "./cache/settled-lane.ts";
import { wishedLane } from "./lanes/decide-lane.ts";
import { laneNamed } from "./lanes/lanes.ts";

/** GB of free disk that making the toolchain takes, as far as it is known which one it will be. */
export function diskNeeded(): number {
  return laneNamed(wishedLane() ?? settledLane(cacheDirectories()) ?? "released").disk;
}
