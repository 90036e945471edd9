import { join } from "node:path";
import { cacheDirectories } from "./cache/directories.ts";
import { settledLane } from "./cache/settled-lane.ts";
import { wishedLane } from "./lanes/decide-lane.ts";
import { laneNamed } from "./lanes/lanes.ts";
import { type Origin, withDependencies } from "./parts/part.ts";
import { findToolchain } from "./toolchain.ts";

/** One part of the toolchain, for people. */
export interface ToolDescription {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly present: boolean;
  /** Where it came from, if it is there. */
  readonly origin: Origin | undefined;
  /** How long it took to make, in seconds, if it is there. */
  readonly seconds: number | undefined;
  /** What it adds to the toolchain, if it is there: programs, image archives, charts. */
  readonly paths: readonly string[];
}

/** Every part of the toolchain: whether it is there and where it came from. */
export function describeToolchain(): ToolDescription[] {
  const cache = cacheDirectories();
  const found = findToolchain(cache);
  const lane = found?.record.lane ?? wishedLane() ?? settledLane(cache) ?? "released";
  return withDependencies(laneNamed(lane).parts).map(({ id, title, version }) => {
    const made = found?.record.parts.find((part) => part.id === id);
    return {
      id,
      title,
      version,
      present: made !== undefined,
      origin: made?.origin,
      seconds: made?.seconds,
      paths: (made?.files ?? []).map((file) => join(found?.toolchain.directory ?? "", file)),
    };
  });
}
