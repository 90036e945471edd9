import { join } from "node:path";
import { cacheDirectories } from "./cache/directories.ts";
import { withDependencies } from "./parts/part.ts";
import type { Origin } from "./parts/part.ts";
import { toolchainParts } from "./from-source/parts.ts";
import { registriesOnly } from "./lanes/reachability.ts";
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
  const found = findToolchain(cacheDirectories());
  const record = found?.record;
  const reach = record?.reach ?? registriesOnly;
  return withDependencies(toolchainParts(reach)).map(({ id, title, version }) => {
    const made = record?.parts.find((part) => part.id === id);
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
