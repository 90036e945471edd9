import type { FollowedRepository, GitAuthor } from "../git/private-clone.ts";
import { selectTenants, type StackOutputs } from "../stack/stack-outputs.ts";

/** A Flux object's place in a cluster. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** A repository that pins podinfo for every cluster, and what of Flux follows it. */
export interface ReleasePlace {
  /** Whose it is; null when one team has all of the lab. */
  readonly tenant: string | null;
  readonly repository: FollowedRepository;
  /** Who pushes. */
  readonly developer: { readonly username: string; readonly token: string };
  /** Who the commit says made it. */
  readonly author: GitAuthor;
  /** Directory whose subdirectory CLUSTER has the file podinfo.yaml that pins the version. */
  readonly directory: string;
  readonly source: ObjectName;
  readonly kustomization: ObjectName;
  readonly helmRelease: ObjectName;
  /** Where podinfo answers, by cluster. */
  readonly podinfoUrls: Readonly<Record<string, string | undefined>>;
}

/**
 * Where a release goes: to the podinfo of the named tenants, or to every one there is.
 *
 * @throws LabError on a name that is not a tenant
 */
export function releasePlaces(outputs: StackOutputs, tenants: readonly string[]): ReleasePlace[] {
  const chosen = selectTenants(outputs, tenants);
  return outputs.apps
    .filter(({ tenant }) => tenant === undefined || chosen.includes(tenant))
    .map(({ tenant = null, urls, ...app }) => ({
      ...app,
      tenant,
      author: author(tenant, app.developer.username),
      podinfoUrls: urls,
    }));
}

function author(tenant: string | null, username: string): ReleasePlace["author"] {
  return tenant === null
    ? { name: "fluxlab release", email: "release@fluxlab.invalid" }
    : { name: username, email: `${username}@fluxlab.invalid` };
}
