import { objectTitle, type FluxObject } from "../flux/flux-object.ts";
import { isBrought, isSettled } from "../ready/settled.ts";
import { suspendedError } from "../ready/suspended.ts";
import { LabError } from "../terminal/lab-error.ts";

/** What has to work for a demonstration to come to its end. */
export interface Healers {
  readonly cluster: string;
  /** Titles of the Flux objects that do the healing. */
  readonly titles: readonly string[];
}

/**
 * Throws, before anything is changed, when one of them is suspended or Git does not bring it to the
 * cluster.
 */
export function requireHealing({ cluster, titles }: Healers, all: readonly FluxObject[]): void {
  const healers = all.filter((object) => titles.includes(objectTitle(object)));
  const suspended = healers.filter((object) => object.suspended);
  if (suspended.length > 0) {
    const because = "nothing is demonstrated while Flux is suspended";
    throw suspendedError(because, [{ cluster, objects: suspended }]);
  }
  const absent = titles.find((title) => !isBrought(all, title));
  if (absent !== undefined && isSettled(all)) {
    throw new LabError(`Git does not bring ${absent} to ${cluster}`, {
      remedy: "put it back in Git, or name another cluster or tenant: --cluster, --tenant",
    });
  }
}
