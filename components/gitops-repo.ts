import * as gitea from "@pulumi/gitea";
import * as pulumi from "@pulumi/pulumi";
import type { AgeKeyOutputs, GiteaServer } from "./gitea-server.ts";
import { sopsConfiguration } from "./gitops-repo/sops-configuration.ts";
import { RepositoryAccount } from "./repository-account.ts";

/** What a {@link GitOpsRepo} is made from. */
export interface GitOpsRepoArgs {
  server: GiteaServer;
  /** Organisation that owns it; made here. */
  owner: string;
  /** Names of components of this type that may have made the organisation before. @default - none */
  ownerElsewhere?: string[];
  repository: string;
  description: string;
  /** First content: path to text. */
  files: Record<string, string>;
  /** Clusters that decrypt what is in `secrets/CLUSTER`. */
  decryptedIn: readonly string[];
  /** The account that people push with; made here. */
  developer: string;
}

/** A private repository with its owner, its first content and the account that people push with. */
export class GitOpsRepo extends pulumi.ComponentResource {
  /** Known once the organisation exists. */
  public readonly owner: pulumi.Output<string>;
  /** Known once the repository exists. */
  public readonly repository: pulumi.Output<string>;
  /** Where clusters clone it from. */
  public readonly cloneUrl: string;
  /** Its page, and where the host clones it from. */
  public readonly url: pulumi.Output<string>;
  /** The branch that is followed. */
  public readonly branch: string = "main";
  /** The account that may push. */
  public readonly developer: RepositoryAccount;
  /** What each cluster that decrypts something here does it with, by cluster. */
  public readonly decryptionKeys: Record<string, AgeKeyOutputs>;
  /** Where it is, in plain words. */
  public readonly location: Record<"owner" | "name" | "cloneUrl" | "branch", string> & {
    url: pulumi.Output<string>;
  };
  /** Paths that people changed, where a changed seed was therefore left out. */
  public readonly leftAlone: pulumi.Output<string[]>;

  constructor(name: string, args: GitOpsRepoArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:GitOpsRepo", name, {}, opts);
    const { server, description } = args;
    this.decryptionKeys = Object.fromEntries(
      args.decryptedIn.map((cluster) => [
        cluster,
        server.ageKeyFor(`${args.owner}/${args.repository}/${cluster}`),
      ]),
    );
    const organization = new gitea.Organization(
      `${name}-organization`,
      { name: args.owner, visibility: "private", purgeOnDelete: true },
      { parent: this, aliases: (args.ownerElsewhere ?? []).map((other) => ownedBy(other, opts)) },
    );
    const repository = new gitea.Repository(
      `${name}-repository`,
      {
        owner: organization.name,
        name: args.repository,
        description,
        private: true,
        defaultBranch: this.branch,
      },
      { parent: this },
    );
    this.owner = organization.name;
    this.repository = repository.name;
    const place = { owner: this.owner, repository: this.repository };
    const contents = new gitea.RepositoryContents(
      `${name}-seed`,
      {
        ...place,
        branch: this.branch,
        files: withSopsConfiguration(args.files, this.decryptionKeys),
        message: "Seed the repository",
        author: { name: "fluxlab seed", email: "seed@fluxlab.invalid" },
      },
      { parent: this },
    );
    this.developer = new RepositoryAccount(
      `${name}-${args.developer}`,
      { ...place, username: args.developer, permission: "write" },
      { parent: this },
    );
    const path = `${args.owner}/${args.repository}.git`;
    this.cloneUrl = `${server.internalUrl}/${path}`;
    this.url = pulumi.interpolate`${server.url}/${path}`;
    this.location = {
      owner: args.owner,
      name: args.repository,
      url: this.url,
      cloneUrl: this.cloneUrl,
      branch: this.branch,
    };
    this.leftAlone = contents.leftAlone;
    this.registerOutputs({
      owner: this.owner,
      repository: this.repository,
      cloneUrl: this.cloneUrl,
      url: this.url,
      branch: this.branch,
      developer: this.developer,
      leftAlone: this.leftAlone,
    });
  }
}

function withSopsConfiguration(
  files: Record<string, string>,
  keys: Record<string, AgeKeyOutputs>,
): Record<string, pulumi.Input<string>> {
  if (Object.keys(keys).length === 0) {
    return files;
  }
  const recipients = Object.entries(keys).map(([cluster, { recipient }]) => [cluster, recipient]);
  const known = pulumi.output(
    Object.fromEntries(recipients) as Record<string, pulumi.Output<string>>,
  );
  return { ...files, ".sops.yaml": known.apply(sopsConfiguration) };
}

/** The organisation that another component with the same parent made. */
function ownedBy(other: string, { parent }: pulumi.ComponentResourceOptions = {}): pulumi.Alias {
  const urn = pulumi.createUrn(other, "fluxlab:components:GitOpsRepo", parent);
  return { name: `${other}-organization`, parent: urn };
}
