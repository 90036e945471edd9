import type { InputSpec, Properties, Provider, Value } from "./provider.ts";
import { shapeProblems } from "./shape.ts";
import { isUnknown } from "./unknown.ts";

/** Properties of every provider that are the engine's business, not the provider's. */
const OF_THE_ENGINE = new Set(["version", "pluginDownloadURL", "__internal"]);

function decoded(value: Value, spec: InputSpec | undefined): Value {
  if (typeof value !== "string" || spec === undefined || spec.type === "string") {
    return value;
  }
  if (isUnknown(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}

/** The provider's own configuration; what stack configuration and SDKs send as JSON text is decoded. */
export function decodedConfiguration(provider: Provider, sent: Properties): Properties {
  return Object.fromEntries(
    Object.entries(sent)
      .filter(([name]) => !OF_THE_ENGINE.has(name))
      .map(([name, value]) => [name, decoded(value, provider.configuration[name])]),
  );
}

/** Every configuration value that is unknown to the provider, missing or of another type. */
export function configurationProblems(provider: Provider, sent: Properties): string[] {
  const owner = `the configuration of provider ${provider.name}`;
  return shapeProblems("", decodedConfiguration(provider, sent), provider.configuration, owner);
}

/** The configuration as {@link Provider.configure} gets it: decoded, defaults filled in. */
export function completeConfiguration(provider: Provider, sent: Properties): Properties {
  const config = decodedConfiguration(provider, sent);
  for (const [name, spec] of Object.entries(provider.configuration)) {
    if (config[name] === undefined && spec.default !== undefined) {
      config[name] = spec.default;
    }
  }
  return config;
}
