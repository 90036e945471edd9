import * as pulumi from "@pulumi/pulumi";
import { Lab } from "./components/lab.ts";
import { fetchParts } from "./components/parts/fetched-parts.ts";
import { preflight } from "./components/preflight.ts";
import { tuneProgram } from "./components/tuning.ts";

tuneProgram();

const { settings, parts, dockerHost } = await preflight();
const lab = new Lab("lab", { settings, parts: await fetchParts(parts), dockerHost });

/** The shape of this lab. */
export const { topology } = settings;
/** What it shows beyond the ordinary. */
export const { extras } = settings;
/** Begins the name of everything that the lab has in Docker. */
export const { namePrefix } = settings;
/** Docker network that Gitea and the clusters are on. */
export const network = lab.server.networkName;
/** Gitea's base URL from the host. */
export const giteaUrl = lab.server.url;
/** Who may do everything in Gitea. */
export const giteaAdministrator = pulumi.secret(lab.server.administrator);
/** Who pushes to the repository that every cluster follows. */
export const developer = pulumi.secret(lab.platform.developer.credential);
/** The repository that every cluster follows, by its name. */
export const repositories = { [lab.platform.location.name]: lab.platform.location };
/** How to reach each cluster, by name. */
export const clusters = lab.clusters;
/** Who shares the clusters, by name, with where and as whom each pushes. */
export const tenants = Object.fromEntries(
  Object.entries(lab.tenants).map(([name, { location, developer }]) => [
    name,
    { repository: location, developer: pulumi.secret(developer.credential) },
  ]),
);
/** Every podinfo that a release can change: whose, pinned where, answering where by cluster. */
export const apps = lab.apps.map(({ repository, ...app }) => ({
  ...app,
  repository: repository.location,
  developer: pulumi.secret(repository.developer.credential),
}));
/** What secrets in Git are decrypted with: identities of age, by `OWNER/CLUSTER`. */
export const decryptionKeys = pulumi.secret(lab.decryptionKeys);
