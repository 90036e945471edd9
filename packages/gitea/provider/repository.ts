import { beforeDelete } from "./before-delete.ts";
import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { partsOf } from "./identifier.ts";

interface Inputs {
  owner: string;
  name: string;
  description: string;
  private: boolean;
  defaultBranch: string;
  autoInit: boolean;
  hasIssues: boolean;
  hasWiki: boolean;
  hasPullRequests: boolean;
  hasProjects: boolean;
  hasReleases: boolean;
  hasPackages: boolean;
  hasActions: boolean;
}

interface Outputs extends Inputs {
  repositoryId: number;
  fullName: string;
  htmlUrl: string;
  cloneUrl: string;
}

interface GiteaRepository {
  id: number;
  name: string;
  owner: { login: string };
  description: string;
  private: boolean;
  default_branch: string;
  has_issues: boolean;
  has_wiki: boolean;
  has_pull_requests: boolean;
  has_projects: boolean;
  has_releases: boolean;
  has_packages: boolean;
  has_actions: boolean;
}

const FORM = "OWNER/NAME";

/** The id is Gitea's number, which a rename leaves as it is. */
export const repository = resource<Inputs, Outputs>({
  inputs: {
    owner: { type: "string", required: true },
    name: { type: "string", required: true },
    description: { type: "string", default: "" },
    private: { type: "boolean", default: true },
    defaultBranch: { type: "string", default: "main" },
    autoInit: { type: "boolean", default: false },
    hasIssues: { type: "boolean", default: true },
    hasWiki: { type: "boolean", default: false },
    hasPullRequests: { type: "boolean", default: true },
    hasProjects: { type: "boolean", default: false },
    hasReleases: { type: "boolean", default: false },
    hasPackages: { type: "boolean", default: false },
    hasActions: { type: "boolean", default: false },
  },
  computed: ["repositoryId", "fullName", "htmlUrl", "cloneUrl"],

  changed(_state, oldInputs, newInputs) {
    const names = Object.keys(newInputs) as (keyof Inputs)[];
    return names.filter((name) => name !== "autoInit" && oldInputs[name] !== newInputs[name]);
  },

  async create(client, inputs, report) {
    try {
      await client.send("POST", await collectionOf(client, inputs.owner), {
        name: inputs.name,
        private: inputs.private,
        default_branch: inputs.defaultBranch,
        auto_init: inputs.autoInit,
      });
    } catch (error) {
      if (!(error instanceof GiteaError) || error.status !== 409) {
        throw error;
      }
      report(
        "info",
        `took over repository ${inputs.owner}/${inputs.name}, which was already there`,
      );
    }
    const made = await edit(client, inputs.owner, inputs.name, inputs);
    return { id: String(made.id), outputs: outputsOf(client, made, inputs) };
  },

  async read(client, id, state) {
    const found = await find(client, id);
    if (!found) {
      return undefined;
    }
    const inputs = inputsOf(found, state.autoInit ?? false);
    if (state.owner !== undefined && (await isRenamed(client, state.owner, inputs.owner))) {
      // That is the owner's own resource to mend.
      inputs.owner = state.owner;
    }
    return { id: String(found.id), inputs, outputs: outputsOf(client, found, inputs) };
  },

  async update(client, id, state, inputs) {
    const now = await find(client, id);
    if (!now) {
      throw new Error(`repository ${state.owner}/${state.name} is gone: pulumi refresh notices it`);
    }
    const { login: owner } = now.owner;
    if (owner !== inputs.owner && !(await isRenamed(client, inputs.owner, owner))) {
      const body = { new_owner: inputs.owner };
      await client.send("POST", path`/api/v1/repos/${owner}/${now.name}/transfer`, body);
    }
    const edited = await edit(client, inputs.owner, now.name, inputs);
    return outputsOf(client, edited, inputs);
  },

  async delete(client, id, _state, signal, report) {
    const now = await find(client, id);
    if (now) {
      const name = `${now.owner.login}/${now.name}`;
      await beforeDelete(client, { kind: "repository", name }, report, signal);
      await client.delete(path`/api/v1/repos/${now.owner.login}/${now.name}`);
    }
  },
});

/** Where Gitea makes repositories of an owner: an organisation, oneself, or somebody else. */
async function collectionOf(client: Client, owner: string): Promise<string> {
  if (await client.find(path`/api/v1/orgs/${owner}`)) {
    return path`/api/v1/orgs/${owner}/repos`;
  }
  const { login } = (await client.send("GET", "/api/v1/user")) as { login: string };
  return login.toLowerCase() === owner.toLowerCase()
    ? "/api/v1/user/repos"
    : path`/api/v1/admin/users/${owner}/repos`;
}

async function find(client: Client, id: string): Promise<GiteaRepository | undefined> {
  if (/^\d+$/.test(id)) {
    return (await client.find(path`/api/v1/repositories/${id}`)) as GiteaRepository | undefined;
  }
  const [owner = "", name = ""] = partsOf(id, FORM);
  return (await client.find(path`/api/v1/repos/${owner}/${name}`)) as GiteaRepository | undefined;
}

/** Whether Gitea leads from the first name to the second. */
async function isRenamed(client: Client, before: string, now: string): Promise<boolean> {
  if (before.toLowerCase() === now.toLowerCase()) {
    return false;
  }
  const found = (await client.find(path`/api/v1/users/${before}`)) as { login: string } | undefined;
  return found?.login === now;
}

async function edit(
  client: Client,
  owner: string,
  name: string,
  inputs: Inputs,
): Promise<GiteaRepository> {
  const edited = (await client.send("PATCH", path`/api/v1/repos/${owner}/${name}`, {
    name: inputs.name,
    description: inputs.description,
    private: inputs.private,
    default_branch: inputs.defaultBranch,
    has_issues: inputs.hasIssues,
    has_wiki: inputs.hasWiki,
    has_pull_requests: inputs.hasPullRequests,
    has_projects: inputs.hasProjects,
    has_releases: inputs.hasReleases,
    has_packages: inputs.hasPackages,
    has_actions: inputs.hasActions,
  })) as GiteaRepository;
  // Gitea ignores a default branch that is not there.
  if (edited.default_branch !== inputs.defaultBranch) {
    throw new Error(
      `${inputs.owner}/${inputs.name} has no branch ${inputs.defaultBranch}: ` +
        `push it first, or keep defaultBranch ${edited.default_branch}`,
    );
  }
  return edited;
}

function inputsOf(found: GiteaRepository, autoInit: boolean): Inputs {
  return {
    owner: found.owner.login,
    name: found.name,
    description: found.description,
    private: found.private,
    defaultBranch: found.default_branch,
    autoInit,
    hasIssues: found.has_issues,
    hasWiki: found.has_wiki,
    hasPullRequests: found.has_pull_requests,
    hasProjects: found.has_projects,
    hasReleases: found.has_releases,
    hasPackages: found.has_packages,
    hasActions: found.has_actions,
  };
}

/** Addresses are at the base URL: Gitea's own are at its ROOT_URL, which need not open from here. */
function outputsOf(client: Client, found: GiteaRepository, inputs: Inputs): Outputs {
  const fullName = `${found.owner.login}/${found.name}`;
  const htmlUrl = `${client.baseUrl}/${fullName}`;
  return { ...inputs, repositoryId: found.id, fullName, htmlUrl, cloneUrl: `${htmlUrl}.git` };
}
