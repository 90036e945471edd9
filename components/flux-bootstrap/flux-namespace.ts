/** Where Flux and all that it is given live. */
export const fluxNamespace = "flux-system";

/** Metadata of an object there that Pulumi owns. */
export function fluxMetadata(
  name: string,
  labels: Record<string, string> = {},
): { name: string; namespace: string; labels: Record<string, string> } {
  return {
    name,
    namespace: fluxNamespace,
    labels: { "app.kubernetes.io/managed-by": "fluxlab", ...labels },
  };
}
