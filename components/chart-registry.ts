import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import type { GiteaServer } from "./gitea-server.ts";
import type { ChartArchive } from "./parts/fetched-parts.ts";

/** What a {@link ChartRegistry} is made from. */
export interface ChartRegistryArgs {
  server: GiteaServer;
  /** What to put into it. */
  charts: readonly ChartArchive[];
}

const owner = "charts";

/** A Helm chart registry in Gitea that everybody in the lab may read. */
export class ChartRegistry extends pulumi.ComponentResource {
  /** What a HelmRepository names. */
  public readonly url: string;

  constructor(name: string, args: ChartRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:ChartRegistry", name, {}, opts);
    const organization = new gitea.Organization(
      `${name}-organization`,
      { name: owner, visibility: "public" },
      { parent: this },
    );
    for (const chart of args.charts) {
      new gitea.Package(
        `${name}-${chart.name}-${chart.version}`,
        { owner: organization.name, type: "helm", ...chart },
        { parent: this },
      );
    }
    this.url = `${args.server.internalUrl}/api/packages/${owner}/helm`;
    this.registerOutputs({ url: this.url });
  }
}
