import type { InputSpec, Provider, Resource } from "./provider.ts";

interface PropertyType {
  type: string;
  items?: { $ref: string };
  additionalProperties?: { $ref: string };
}

function propertyType(spec: InputSpec | undefined): PropertyType {
  const any = { $ref: "pulumi.json#/Any" };
  const type = spec?.type ?? "string";
  switch (type) {
    case "array":
      return { type, items: any };
    case "object":
      return { type, additionalProperties: any };
    default:
      return { type };
  }
}

function properties(specs: Record<string, InputSpec>): Record<string, PropertyType> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, propertyType(spec)]),
  );
}

function required(specs: Record<string, InputSpec>): string[] {
  return Object.keys(specs).filter((name) => specs[name]?.required === true);
}

function resourceSchema(resource: Resource) {
  const computed = resource.computed.map((name) => [name, propertyType(undefined)] as const);
  return {
    inputProperties: properties(resource.inputs),
    requiredInputs: required(resource.inputs),
    properties: { ...properties(resource.inputs), ...Object.fromEntries(computed) },
    required: [...required(resource.inputs), ...resource.computed],
  };
}

/** The provider's package schema as JSON: names, types and what is required; no descriptions. */
export function schemaOf(provider: Provider): string {
  return JSON.stringify({
    name: provider.name,
    version: provider.version,
    config: { variables: properties(provider.configuration) },
    provider: {
      inputProperties: properties(provider.configuration),
      requiredInputs: required(provider.configuration),
    },
    resources: Object.fromEntries(
      Object.entries(provider.resources).map(([token, resource]) => [
        token,
        resourceSchema(resource),
      ]),
    ),
  });
}
