import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { missing, sameMembers } from "./same-members.ts";

interface Inputs {
  teamId: number;
  usernames: string[];
}

export const teamMembers = resource<Inputs, Inputs>({
  inputs: {
    teamId: { type: "number", required: true, replaces: true },
    usernames: { type: "array", required: true },
  },
  computed: [],
  deleteBeforeReplace: true,

  changed(_state, oldInputs, newInputs) {
    return [
      ...(oldInputs.teamId === newInputs.teamId ? [] : ["teamId"]),
      ...(same(oldInputs.usernames, newInputs.usernames) ? [] : ["usernames"]),
    ];
  },

  async create(client, inputs) {
    await setMembers(client, inputs.teamId, inputs.usernames);
    return { id: String(inputs.teamId), outputs: inputs };
  },

  async read(client, id, state) {
    const members = await membersOf(client, id);
    if (!members) {
      return undefined;
    }
    const kept = state.usernames && sameMembers(state.usernames, members);
    const inputs = { teamId: Number(id), usernames: kept ? (state.usernames ?? []) : members };
    return { id, inputs, outputs: inputs };
  },

  async update(client, id, _state, inputs) {
    await setMembers(client, id, inputs.usernames);
    return inputs;
  },

  async delete(client, id, state) {
    for (const name of state.usernames) {
      await client.delete(path`/api/v1/teams/${id}/members/${name}`);
    }
  },
});

/** In a preview, a list may not be known yet. */
function same(one: unknown, other: unknown): boolean {
  return Array.isArray(one) && Array.isArray(other)
    ? sameMembers(one.map(String), other.map(String))
    : one === other;
}

async function membersOf(client: Client, id: string | number): Promise<string[] | undefined> {
  const members = await client.findAll(path`/api/v1/teams/${id}/members`);
  return (members as { login: string }[] | undefined)?.map(({ login }) => login);
}

async function setMembers(client: Client, id: string | number, wanted: string[]): Promise<void> {
  const now = (await membersOf(client, id)) ?? [];
  for (const name of missing(wanted, now)) {
    await client.send("PUT", path`/api/v1/teams/${id}/members/${name}`);
  }
  for (const name of missing(now, wanted)) {
    await client.delete(path`/api/v1/teams/${id}/members/${name}`);
  }
}
