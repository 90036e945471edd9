import { type Properties, type Resource, UNKNOWN } from "./provider.ts";
import { containsUnknown } from "./unknown.ts";

function unknowns(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, UNKNOWN]));
}

/** What a create would leave, as far as it is known: the inputs. */
export function previewCreate(resource: Resource, inputs: Properties): Properties {
  return { ...unknowns(resource.computed), ...inputs };
}

/**
 * What an update would leave, as far as it is known: the state with the new inputs. Computed
 * outputs stay, except those the resource calls volatile, and all of them when an input is unknown.
 */
export function previewUpdate(
  resource: Resource,
  state: Properties,
  oldInputs: Properties,
  newInputs: Properties,
): Properties {
  const kept = Object.entries(state).filter(
    ([name]) => oldInputs[name] === undefined || newInputs[name] !== undefined,
  );
  const touched = containsUnknown(newInputs) ? resource.computed : (resource.volatile ?? []);
  return { ...Object.fromEntries(kept), ...unknowns(touched), ...newInputs };
}
