import type { Properties, Resource } from "./provider.ts";
import { containsSecret, secret, withSecretsOf } from "./secrets.ts";

/**
 * A resource's outputs with the secret ones marked: those that are secret under the same name in
 * `marks`, those the resource type names and, if it says so, computed ones that follow the inputs.
 */
export function markSecrets(
  resource: Resource,
  outputs: Properties,
  marks: readonly Properties[],
): Properties {
  const result = marks.reduce(withSecretsOf, { ...outputs });
  const follow = resource.secretsFollowInputs === true && marks.some(containsSecret);
  for (const name of [...(resource.secrets ?? []), ...(follow ? resource.computed : [])]) {
    const value = result[name];
    if (value !== undefined) {
      result[name] = secret(value);
    }
  }
  return result;
}
