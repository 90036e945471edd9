import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Extra } from "../settings/schema.ts";
import { seedsDirectory } from "./seed.ts";
import type { SeedValues } from "./topology.ts";

/**
 * The seeds that these extras add to a repository. An extra has one for each part that it brings
 * something to, such as `extras/jobs/multi-cluster`, and only adds files.
 */
export function extraSeeds(extras: readonly Extra[], ...parts: string[]): string[] {
  return extras
    .flatMap((extra) => parts.map((part) => `extras/${extra}/${part}`))
    .filter((seed) => existsSync(join(seedsDirectory, seed)));
}

/** Whether the lab has this extra. */
export function withExtra(extra: Extra, { extras }: Pick<SeedValues, "extras">): boolean {
  return extras.includes(extra);
}
