import { type Client, path } from "./client.ts";

/** Whether a user or an organisation owns anything that would go with it. */
export async function ownsAnything(client: Client, owner: string): Promise<boolean> {
  const organizations = (await client.findAll(path`/api/v1/users/${owner}/orgs`)) ?? [];
  return (
    organizations.length > 0 ||
    (await repositoriesOf(client, owner)).length > 0 ||
    (await packagesOf(client, owner)).length > 0
  );
}

/** Deletes all repositories and packages of an organisation: Gitea deletes none that has any. */
export async function purge(client: Client, owner: string): Promise<void> {
  for (const name of await repositoriesOf(client, owner)) {
    await client.delete(path`/api/v1/repos/${owner}/${name}`);
  }
  for (const { type, name, version } of await packagesOf(client, owner)) {
    await client.delete(path`/api/v1/packages/${owner}/${type}/${name}/${version}`);
  }
}

async function repositoriesOf(client: Client, owner: string): Promise<string[]> {
  const found = (await client.findAll(path`/api/v1/users/${owner}/repos`)) ?? [];
  return (found as { name: string }[]).map(({ name }) => name);
}

async function packagesOf(client: Client, owner: string) {
  const found = (await client.findAll(path`/api/v1/packages/${owner}`)) ?? [];
  return found as { type: string; name: string; version: string }[];
}
