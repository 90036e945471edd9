import { LabError } from "../terminal/lab-error.ts";
import { selectTenants, type StackOutputs } from "../stack/stack-outputs.ts";

/** A Flux object's place in a cluster. */
interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** A repository that pins podinfo for every cluster, and what of Flux follows it. */
export interface ReleasePlace {
  /** Whose it is; null when one team has all of the lab. */
  readonly tenant: string | null;
  readonly repository: { readonly url: string };
  /** Who pushes. */
  readonly developer: { readonly username: string; readonly token: string };
  /** Who the commit says made it. */
  readonly author: { readonly name: string; readonly email: string };
  /** Directory whose subdirectory CLUSTER has the file podinfo.yaml that pins the version. */
  readonly directory: string;
  readonly source: ObjectName;
  readonly kustomization: ObjectName;
  readonly helmRelease: ObjectName;
  /** Where podinfo answers, by cluster. */
  readonly podinfoUrls: Readonly<Record<string, string | undefined>>;
}

/**
 * Where a release goes: to the named tenants, or to all there are.
 *
 * @throws LabError on a name that is not a tenant
 */
export function releasePlaces(outputs: StackOutputs, tenants: readonly string[]): ReleasePlace[] {
  const chosen = selectTenants(outputs, tenants);
  return chosen.length > 0
    ? chosen.flatMap((name) => tenantPlace(outputs, name))
    : [fleetPlace(outputs)];
}

function fleetPlace(outputs: StackOutputs): ReleasePlace {
  const repository = outputs.repositories["fleet"];
  if (repository === undefined) {
    throw new LabError("the lab has no repository fleet", { remedy: "./lab up" });
  }
  const { developer, clusters } = outputs;
  return {
    tenant: null,
    repository,
    developer,
    author: { name: "fluxlab release", email: "release@fluxlab.invalid" },
    directory: "apps",
    source: { namespace: "flux-system", name: "flux-system" },
    kustomization: { namespace: "flux-system", name: "apps" },
    helmRelease: { namespace: "podinfo", name: "podinfo" },
    podinfoUrls: Object.fromEntries(
      Object.entries(clusters).map(([name, { podinfoUrl }]) => [name, podinfoUrl]),
    ),
  };
}

function tenantPlace(outputs: StackOutputs, name: string): ReleasePlace[] {
  const tenant = outputs.tenants[name];
  if (tenant === undefined) {
    return [];
  }
  const { username } = tenant.developer;
  return [
    {
      ...tenant,
      tenant: name,
      author: { name: username, email: `${username}@fluxlab.invalid` },
      directory: "clusters",
      source: { namespace: name, name: "apps" },
      kustomization: { namespace: name, name: "apps" },
      helmRelease: { namespace: name, name: "podinfo" },
    },
  ];
}
