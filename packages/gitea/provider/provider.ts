import type { Provider } from "@fluxlab/provider-server";

import manifest from "../package.json" with { type: "json" };
import { accessToken } from "./access-token.ts";
import { branchProtection } from "./branch-protection.ts";
import { Client } from "./client.ts";
import { connectionFrom } from "./connection.ts";
import { deployKey } from "./deploy-key.ts";
import { organization } from "./organization.ts";
import { packageVersion } from "./package.ts";
import { repository } from "./repository.ts";
import { repositoryCollaborator } from "./repository-collaborator.ts";
import { repositoryContents } from "./repository-contents.ts";
import { repositoryWebhook } from "./repository-webhook.ts";
import { team } from "./team.ts";
import { teamMembers } from "./team-members.ts";
import { user } from "./user.ts";

/** What the plugin serves to the engine. */
export const provider: Provider<Client> = {
  name: "gitea",
  version: manifest.version,
  configuration: {
    baseUrl: { type: "string", required: true },
    username: { type: "string" },
    password: { type: "string" },
    token: { type: "string" },
    beforeDelete: { type: "string" },
  },
  configure: (configuration) => new Client(connectionFrom(configuration)),
  resources: {
    "gitea:index:AccessToken": accessToken,
    "gitea:index:BranchProtection": branchProtection,
    "gitea:index:DeployKey": deployKey,
    "gitea:index:Organization": organization,
    "gitea:index:Package": packageVersion,
    "gitea:index:Repository": repository,
    "gitea:index:RepositoryCollaborator": repositoryCollaborator,
    "gitea:index:RepositoryContents": repositoryContents,
    "gitea:index:RepositoryWebhook": repositoryWebhook,
    "gitea:index:Team": team,
    "gitea:index:TeamMembers": teamMembers,
    "gitea:index:User": user,
  },
};
