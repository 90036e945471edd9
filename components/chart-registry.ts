import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import type { GiteaServer } from "./gitea-server.ts";

/** What a {@link ChartRegistry} is made from. */
export interface ChartRegistryArgs {
  server: GiteaServer;
  /** Directory of chart archives, each named `NAME-VERSION.tgz`. */
  directory: string;
}

/** A Helm chart registry in Gitea, of the organisation `charts`, that everybody in the lab may read. */
export class ChartRegistry extends pulumi.ComponentResource {
  /** What a HelmRepository names. */
  public readonly url: string;

  constructor(name: string, args: ChartRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:ChartRegistry", name, {}, opts);
    const owner = new gitea.Organization(
      `${name}-organization`,
      { name: "charts", visibility: "public" },
      { parent: this },
    );
    for (const file of readdirSync(args.directory).sort()) {
      const chart = parseArchiveName(file);
      const path = join(args.directory, file);
      new gitea.Package(
        `${name}-${chart.name}-${chart.version}`,
        { owner: owner.name, type: "helm", ...chart, path },
        { parent: this },
      );
    }
    this.url = `${args.server.internalUrl}/api/packages/charts/helm`;
    this.registerOutputs({ url: this.url });
  }
}

/** @throws when the name is not `NAME-VERSION.tgz` with a semantic version */
function parseArchiveName(file: string): { name: string; version: string } {
  const match = /^(.+?)-(\d+\.\d+\.\d+.*)\.tgz$/.exec(file);
  const [, name, version] = match ?? [];
  if (name === undefined || version === undefined) {
    throw new Error(`chart archive "${file}" is not named NAME-VERSION.tgz`);
  }
  return { name, version };
}
