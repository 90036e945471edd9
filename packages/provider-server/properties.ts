import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { type Properties, UNKNOWN, type Value } from "./provider.ts";

/**
 * What the engine writes for a value that is not known yet, one for each type.
 * Source: the `Unknown...Value` constants in pulumi/pulumi sdk/go/common/resource/plugin/rpc.go.
 */
const UNKNOWNS = new Set<Value>([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

function normalised(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(normalised);
  }
  if (typeof value === "object" && value !== null) {
    return normalisedProperties(value);
  }
  return UNKNOWNS.has(value) ? UNKNOWN : value;
}

function normalisedProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, normalised(value)]),
  );
}

/** Properties from the wire; a null property is left out, as one that was never given. */
export function fromStruct(struct: structs.Struct | undefined): Properties {
  return struct === undefined ? {} : normalisedProperties(struct.toJavaScript());
}

/** The value without properties that are `undefined`, which has no form on the wire. */
function defined(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(defined);
  }
  return typeof value === "object" && value !== null ? definedProperties(value) : value;
}

function definedProperties(properties: Record<string, Value | undefined>): Properties {
  const entries = Object.entries(properties);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, defined(value)]])),
  );
}

/** Properties for the wire. One that is `undefined` is left out. */
export function toStruct(properties: Properties): structs.Struct {
  return structs.Struct.fromJavaScript(definedProperties(properties));
}
