import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { parseAllDocuments } from "yaml";

/** A Kubernetes object, as far as everything here looks at it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: Record<string, unknown>;
}

interface Definition {
  kind: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  [keyword: string]: unknown;
}

/** Whether a kind is one of Flux's. */
export function isFluxKind({ apiVersion }: KubernetesObject): boolean {
  return apiVersion.includes(".fluxcd.io/");
}

/** Checks Flux's objects against the definitions in its install manifests. */
export class FluxSchemas {
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(manifests: string) {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const texts = readFileSync(manifests, "utf8").split(/^---\n/m);
    for (const text of texts.filter((one) => /^kind: CustomResourceDefinition$/m.test(one))) {
      const { spec } = parseAllDocuments(text)[0]?.toJS() as Definition;
      for (const { name, schema } of spec.versions) {
        const key = `${spec.group}/${name} ${spec.names.kind}`;
        this.#validators.set(key, ajv.compile(closed(schema.openAPIV3Schema)));
      }
    }
  }

  /** What is wrong with an object, fields that its definition does not have included. */
  problems(object: KubernetesObject): string[] {
    const validate = this.#validators.get(`${object.apiVersion} ${object.kind}`);
    if (validate === undefined) {
      return [`Flux does not define ${object.apiVersion} ${object.kind}`];
    }
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${object.kind} ${object.metadata.name}${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    );
  }
}

/** The same schema, without room for fields that it does not name. */
function closed(schema: Schema, isRoot = true): Schema {
  const { properties, items, additionalProperties } = schema;
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    ...schema,
    ...(schema["x-kubernetes-int-or-string"] === true && { type: ["integer", "string"] }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          // metadata is the API server's own.
          isRoot && name === "metadata" ? {} : closed(property, false),
        ]),
      ),
      ...(!isOpen && { additionalProperties: false }),
    }),
    ...(items && { items: closed(items, false) }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: closed(additionalProperties, false),
    }),
  };
}
