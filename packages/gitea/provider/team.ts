import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { partsOf } from "./identifier.ts";
import { missing, sameMembers } from "./same-members.ts";
import { exceptionsOf, permissionsOf, type UnitPermissions } from "./unit-permissions.ts";

interface Inputs {
  organization: string;
  name: string;
  description: string;
  permission: string;
  units?: UnitPermissions;
  includesAllRepositories: boolean;
  canCreateRepositories: boolean;
  repositories?: string[];
}

interface Outputs extends Inputs {
  teamId: number;
}

interface GiteaTeam {
  id: number;
  name: string;
  description: string;
  permission: string;
  units_map: UnitPermissions;
  includes_all_repositories: boolean;
  can_create_org_repo: boolean;
  organization: { name: string };
}

const FORM = "ORGANISATION/TEAM";

/** The id is Gitea's number, which a rename leaves as it is. */
export const team = resource<Inputs, Outputs>({
  inputs: {
    organization: { type: "string", required: true, replaces: true },
    name: { type: "string", required: true },
    description: { type: "string", default: "" },
    permission: { type: "string", default: "read" },
    units: { type: "object" },
    includesAllRepositories: { type: "boolean", default: false },
    canCreateRepositories: { type: "boolean", default: false },
    repositories: { type: "array" },
  },
  computed: ["teamId"],

  async create(client, inputs, report) {
    const teams = path`/api/v1/orgs/${inputs.organization}/teams`;
    let id: number;
    try {
      ({ id } = (await client.send("POST", teams, settingsOf(inputs))) as GiteaTeam);
    } catch (error) {
      const there = await findByName(client, inputs.organization, inputs.name);
      if (!(error instanceof GiteaError) || !there) {
        throw error;
      }
      id = there.id;
      await client.send("PATCH", path`/api/v1/teams/${id}`, settingsOf(inputs));
      report(
        "info",
        `took over team ${inputs.organization}/${inputs.name}, which was already there`,
      );
    }
    await setRepositories(client, id, inputs);
    return { id: String(id), outputs: { ...inputs, teamId: id } };
  },

  async read(client, id, state) {
    const found = await find(client, id);
    if (!found) {
      return undefined;
    }
    const permission =
      found.permission === "admin" ? "admin" : state.permission === "write" ? "write" : "read";
    const units = exceptionsOf(permission, found.units_map, state.units);
    const repositories =
      state.repositories && (await repositoriesOf(client, found.id, state.repositories));
    const inputs = {
      organization: found.organization.name,
      name: found.name,
      description: found.description,
      permission,
      ...(units && { units }),
      includesAllRepositories: found.includes_all_repositories,
      canCreateRepositories: found.can_create_org_repo,
      ...(repositories && { repositories }),
    };
    return { id: String(found.id), inputs, outputs: { ...inputs, teamId: found.id } };
  },

  async update(client, id, state, inputs) {
    await client.send("PATCH", path`/api/v1/teams/${id}`, settingsOf(inputs));
    await setRepositories(client, state.teamId, inputs);
    return { ...inputs, teamId: state.teamId };
  },

  async delete(client, id) {
    await client.delete(path`/api/v1/teams/${id}`);
  },
});

async function find(client: Client, id: string): Promise<GiteaTeam | undefined> {
  if (/^\d+$/.test(id)) {
    return (await client.find(path`/api/v1/teams/${id}`)) as GiteaTeam | undefined;
  }
  const [organization = "", name = ""] = partsOf(id, FORM);
  const listed = await findByName(client, organization, name);
  return listed && find(client, String(listed.id));
}

async function findByName(
  client: Client,
  organization: string,
  name: string,
): Promise<GiteaTeam | undefined> {
  const teams = (await client.findAll(path`/api/v1/orgs/${organization}/teams`)) ?? [];
  return (teams as GiteaTeam[]).find((team) => team.name.toLowerCase() === name.toLowerCase());
}

function settingsOf(inputs: Inputs): object {
  return {
    name: inputs.name,
    description: inputs.description,
    permission: inputs.permission,
    units_map: permissionsOf(inputs.permission, inputs.units),
    includes_all_repositories: inputs.includesAllRepositories,
    can_create_org_repo: inputs.canCreateRepositories,
  };
}

/** Names as they are wanted while they are the same ones: Gitea has an order of its own. */
async function repositoriesOf(client: Client, id: number, wanted: string[]): Promise<string[]> {
  const listed = (await client.findAll(path`/api/v1/teams/${id}/repos`)) ?? [];
  const names = (listed as { name: string }[]).map(({ name }) => name);
  return sameMembers(names, wanted) ? wanted : names;
}

async function setRepositories(client: Client, id: number, inputs: Inputs): Promise<void> {
  const wanted = inputs.repositories;
  // A team with every repository gets them from Gitea.
  if (!wanted || inputs.includesAllRepositories) {
    return;
  }
  const now = await repositoriesOf(client, id, []);
  const of = (name: string) => path`/api/v1/teams/${id}/repos/${inputs.organization}/${name}`;
  for (const name of missing(wanted, now)) {
    await client.send("PUT", of(name));
  }
  for (const name of missing(now, wanted)) {
    await client.delete(of(name));
  }
}
