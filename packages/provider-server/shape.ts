import type { InputSpec, Properties, Value } from "./provider.ts";
import { isUnknown } from "./unknown.ts";

function typeOf(value: Value): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}

function elementProblems(path: string, value: Value, items: InputSpec): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) =>
      valueProblems(`${path}[${String(index)}]`, element, items),
    );
  }
  return Object.entries(value as Properties).flatMap(([key, element]) =>
    valueProblems(`${path}.${key}`, element, items),
  );
}

function valueProblems(path: string, value: Value, spec: InputSpec): string[] {
  if (isUnknown(value)) {
    return [];
  }
  if (typeOf(value) !== spec.type) {
    return [`"${path}" must be of type ${spec.type}, not ${typeOf(value)}`];
  }
  if (spec.fields !== undefined) {
    return shapeProblems(`${path}.`, value as Properties, spec.fields, `"${path}"`);
  }
  return spec.items === undefined ? [] : elementProblems(path, value, spec.items);
}

/**
 * Every property that is not in `specs`, is missing or is of another type. The texts name
 * properties and types, never values.
 * @param prefix stands before each name, as in `ports[0].`
 * @param owner whose properties these are, for the text
 */
export function shapeProblems(
  prefix: string,
  properties: Properties,
  specs: Record<string, InputSpec>,
  owner: string,
): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const path = prefix + name;
    const spec = specs[name];
    if (spec === undefined) {
      const allowed = Object.keys(specs).join(", ") || "none";
      problems.push(`unknown "${path}" of ${owner}; allowed: ${allowed}`);
    } else {
      problems.push(...valueProblems(path, value, spec));
    }
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.required === true && properties[name] === undefined) {
      const path = prefix + name;
      problems.push(`"${path}" of ${owner} is required`);
    }
  }
  return problems;
}
