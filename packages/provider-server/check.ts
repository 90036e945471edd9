import { randomBytes } from "node:crypto";
import type { Properties, Resource } from "./provider.ts";
import { shapeProblems } from "./shape.ts";

/** What Check answers: the inputs with defaults filled in, or what is wrong with them. */
export interface Checked {
  inputs: Properties;
  /** One text each. */
  problems: string[];
}

/** The resource a call is about. */
export interface Subject {
  /** The type token, such as `gitea:index:User`. */
  type: string;
  /** The resource's name in the program. */
  name: string;
}

function withDefaults(
  resource: Resource,
  name: string,
  olds: Properties,
  news: Properties,
): Properties {
  const inputs = { ...news };
  for (const [input, spec] of Object.entries(resource.inputs)) {
    if (inputs[input] !== undefined) {
      continue;
    }
    if (spec.autoname === true) {
      inputs[input] = olds[input] ?? `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
    } else if (spec.default !== undefined) {
      inputs[input] = spec.default;
    }
  }
  return inputs;
}

/**
 * Fills in defaults, then names every input that is unknown, missing or of another type; only when
 * there is none does the resource's own `validate` have its say.
 * @param olds the inputs of the last create or update, empty for a new resource
 */
export function checkInputs(
  resource: Resource,
  subject: Subject,
  olds: Properties,
  news: Properties,
): Checked {
  const inputs = withDefaults(resource, subject.name, olds, news);
  const problems = shapeProblems("", inputs, resource.inputs, subject.type);
  if (problems.length === 0) {
    problems.push(...(resource.validate?.(inputs) ?? []));
  }
  return { inputs, problems };
}
