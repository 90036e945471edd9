import { isDeepStrictEqual } from "node:util";
import type { InputSpec, Properties, Resource } from "./provider.ts";

/** How one input differs. */
export interface Difference {
  name: string;
  kind: "add" | "delete" | "update";
  /** Whether it needs another object. */
  replaces: boolean;
}

/** What Diff answers. No differences: no change. */
export interface Differences {
  differences: Difference[];
  /** Whether a replacement deletes the old object first. */
  deleteBeforeReplace: boolean;
}

/** The names of the inputs whose values differ, at any depth. An unknown value always differs. */
export function changedInputs(oldInputs: Properties, newInputs: Properties): string[] {
  const names = new Set([...Object.keys(oldInputs), ...Object.keys(newInputs)]);
  return [...names].filter((name) => !isDeepStrictEqual(oldInputs[name], newInputs[name]));
}

function difference(
  name: string,
  oldInputs: Properties,
  newInputs: Properties,
  replaces: boolean,
): Difference {
  const kind =
    oldInputs[name] === undefined ? "add" : newInputs[name] === undefined ? "delete" : "update";
  return { name, kind, replaces };
}

/** Compares the inputs of a resource; see {@link Resource.changed} for who decides what differs. */
export function diffResource(
  resource: Resource,
  state: Properties,
  oldInputs: Properties,
  newInputs: Properties,
): Differences {
  const names =
    resource.changed?.(state, oldInputs, newInputs) ?? changedInputs(oldInputs, newInputs);
  const differences = names.map((name) => {
    const replaces = resource.update === undefined || resource.inputs[name]?.replaces === true;
    return difference(name, oldInputs, newInputs, replaces);
  });
  return { differences, deleteBeforeReplace: resource.deleteBeforeReplace === true };
}

/** Compares the configuration of a provider; a change that `replaces` replaces its resources. */
export function diffConfiguration(
  specs: Record<string, InputSpec>,
  oldConfig: Properties,
  newConfig: Properties,
): Differences {
  const differences = changedInputs(oldConfig, newConfig)
    .filter((name) => specs[name] !== undefined)
    .map((name) => difference(name, oldConfig, newConfig, specs[name]?.replaces === true));
  return { differences, deleteBeforeReplace: false };
}
