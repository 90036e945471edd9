import type { Properties, Value } from "./provider.ts";

/**
 * The key that marks an object as a special value, and the value that marks a secret.
 * Source: `SigKey` and `SecretSig` in pulumi/pulumi sdk/go/common/resource/sig.
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

type JsonObject = Record<string, Value>;

function isObject(value: Value | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSecret(value: Value | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** The value as the engine writes a secret on the wire. A secret stays as it is. */
export function secret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Whether a value is a secret or has one inside. */
export function containsSecret(value: Value | Properties | undefined): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return isSecret(value) || Object.values(value).some((inner: Value) => containsSecret(inner));
}

/** The value with every secret replaced by what is in it. */
export function revealed(value: Value): Value {
  if (isSecret(value)) {
    return revealed(value["value"] ?? null);
  }
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  return isObject(value) ? revealedProperties(value) : value;
}

/** {@link revealed} for each property. */
export function revealedProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, revealed(value)]),
  );
}

/**
 * The plain properties, with those made secret that are secret under the same name in `marked`.
 * The engine's own rule for providers that take no secrets: an object is marked field by field, any
 * other value as a whole.
 */
export function withSecretsOf(plain: Properties, marked: Properties): Properties {
  const result = { ...plain };
  for (const [name, mark] of Object.entries(marked)) {
    const value = result[name];
    if (value === undefined || !containsSecret(mark)) {
      continue;
    }
    const fieldByField = isObject(value) && isObject(mark) && !isSecret(mark) && !isSecret(value);
    result[name] = fieldByField ? withSecretsOf(value, mark) : secret(value);
  }
  return result;
}

function strings(value: Value): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

/** Every string that is a secret or inside one, to be kept out of messages. */
export function secretStrings(value: Value | Properties): string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return isSecret(value)
    ? strings(revealed(value))
    : Object.values(value).flatMap((inner: Value) => secretStrings(inner));
}
