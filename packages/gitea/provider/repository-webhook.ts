import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { partsOf } from "./identifier.ts";
import { sameEvents } from "./webhook-events.ts";

interface Inputs {
  owner: string;
  repository: string;
  url: string;
  secret?: string;
  authorizationHeader?: string;
  events: string[];
  active: boolean;
  type: string;
  contentType: string;
  branchFilter: string;
}

interface Outputs extends Inputs {
  webhookId: number;
}

interface GiteaHook {
  id: number;
  type: string;
  config: { url: string; content_type: string };
  events: string[];
  active: boolean;
  branch_filter: string;
  authorization_header: string;
}

export const repositoryWebhook = resource<Inputs, Outputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    repository: { type: "string", required: true, replaces: true },
    url: { type: "string", required: true },
    secret: { type: "string", replaces: true },
    authorizationHeader: { type: "string" },
    events: { type: "array", default: ["push"] },
    active: { type: "boolean", default: true },
    type: { type: "string", default: "gitea", replaces: true },
    contentType: { type: "string", default: "json" },
    branchFilter: { type: "string", default: "" },
  },
  computed: ["webhookId"],
  secrets: ["secret", "authorizationHeader"],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    await deleteNamesakes(client, inputs, report);
    const made = (await client.send("POST", hooksOf(inputs), {
      ...settingsOf(inputs),
      type: inputs.type,
      config: { ...configOf(inputs), ...(inputs.secret && { secret: inputs.secret }) },
    })) as GiteaHook;
    return {
      id: `${inputs.owner}/${inputs.repository}/${made.id}`,
      outputs: { ...inputs, webhookId: made.id },
    };
  },

  async read(client, id, state) {
    const [owner = "", repository = "", number = ""] = partsOf(id, "OWNER/REPOSITORY/NUMBER");
    const found = (await client.find(hooksOf({ owner, repository }) + path`/${number}`)) as
      GiteaHook | undefined;
    if (!found) {
      return undefined;
    }
    const inputs = {
      owner,
      repository,
      url: found.config.url,
      ...(state.secret !== undefined && { secret: state.secret }),
      ...(found.authorization_header && { authorizationHeader: found.authorization_header }),
      events: state.events && sameEvents(state.events, found.events) ? state.events : found.events,
      active: found.active,
      type: found.type,
      contentType: found.config.content_type,
      branchFilter: found.branch_filter,
    };
    return { id, inputs, outputs: { ...inputs, webhookId: found.id } };
  },

  async update(client, _id, state, inputs) {
    await client.send("PATCH", hooksOf(state) + path`/${state.webhookId}`, {
      ...settingsOf(inputs),
      config: configOf(inputs),
    });
    return { ...inputs, webhookId: state.webhookId };
  },

  async delete(client, _id, state) {
    await client.delete(hooksOf(state) + path`/${state.webhookId}`);
  },
});

function hooksOf({ owner, repository }: Pick<Inputs, "owner" | "repository">): string {
  return path`/api/v1/repos/${owner}/${repository}/hooks`;
}

function settingsOf(inputs: Inputs): object {
  return {
    events: inputs.events,
    active: inputs.active,
    branch_filter: inputs.branchFilter,
    authorization_header: inputs.authorizationHeader ?? "",
  };
}

function configOf(inputs: Inputs): object {
  return { url: inputs.url, content_type: inputs.contentType };
}

/** What an interrupted creation left: Gitea cannot give it our secret. */
async function deleteNamesakes(
  client: Client,
  inputs: Inputs,
  report: (severity: "info", message: string) => void,
): Promise<void> {
  const hooks = (await client.findAll(hooksOf(inputs))) as GiteaHook[] | undefined;
  for (const { id, type, config } of hooks ?? []) {
    if (type === inputs.type && config.url === inputs.url) {
      await client.delete(hooksOf(inputs) + path`/${id}`);
      report("info", `replaced the webhook to ${inputs.url}, which was already there`);
    }
  }
}
