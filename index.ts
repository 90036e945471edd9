import * as pulumi from "@pulumi/pulumi";
import { Lab } from "./components/lab.ts";
import { readSettings } from "./components/settings.ts";
import { locateToolchain } from "./toolchain/index.ts";

// Node strips types in place, so positions are right as they are. Pulumi would look each up in source
// maps, for every promise it makes: a sixth of the program's time.
Reflect.deleteProperty(Error, "prepareStackTrace");

const settings = await readSettings();
const lab = new Lab("lab", { settings, parts: locateToolchain() });
const { server, platform } = lab;

/** The shape of this lab. */
export const { topology } = settings;
/** Begins the name of everything that the lab has in Docker. */
export const { namePrefix } = settings;
/** Docker network that Gitea and the clusters are on. */
export const network = server.networkName;
/** Gitea's base URL from the host. */
export const giteaUrl = server.url;
/** Who may do everything in Gitea. */
export const giteaAdministrator = pulumi.secret(server.administrator);
/** Who pushes to the repositories. */
export const developer = pulumi.secret(platform.developer.credential);
/** The repositories that Flux follows, by name. */
export const repositories = { [platform.location.name]: platform.location };
/** How to reach each cluster, by name. */
export const clusters = lab.clusters;
/** Who shares the clusters, by name, with where and as whom each pushes and where its apps answer. */
export const tenants = Object.fromEntries(
  Object.entries(lab.tenants).map(([name, { repository, podinfoUrls }]) => {
    const developer = pulumi.secret(repository.developer.credential);
    return [name, { repository: repository.location, developer, podinfoUrls }];
  }),
);
