import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { partsOf } from "./identifier.ts";

interface Inputs {
  owner: string;
  repository: string;
  username: string;
  permission: string;
}

export const repositoryCollaborator = resource<Inputs, Inputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    repository: { type: "string", required: true, replaces: true },
    username: { type: "string", required: true, replaces: true },
    permission: { type: "string", default: "read" },
  },
  computed: [],
  deleteBeforeReplace: true,

  async create(client, inputs) {
    await set(client, inputs);
    return { id: `${inputs.owner}/${inputs.repository}/${inputs.username}`, outputs: inputs };
  },

  async read(client, id, state) {
    const [owner = "", repository = "", username = ""] = partsOf(id, "OWNER/REPOSITORY/USERNAME");
    // Asking for the permission alone would also find what everybody may do.
    const listed = await client.findAll(path`/api/v1/repos/${owner}/${repository}/collaborators`);
    const there = (listed as { login: string }[] | undefined)?.some(
      ({ login }) => login.toLowerCase() === username.toLowerCase(),
    );
    if (!there) {
      return undefined;
    }
    const answer = (await client.send(
      "GET",
      path`/api/v1/repos/${owner}/${repository}/collaborators/${username}/permission`,
    )) as { permission: string };
    // An administrator of the server owns everything, whatever the collaborator was given.
    const permission = answer.permission === "owner" ? state.permission : answer.permission;
    const inputs = { owner, repository, username, permission: permission ?? "read" };
    return { id, inputs, outputs: inputs };
  },

  async update(client, _id, _state, inputs) {
    await set(client, inputs);
    return inputs;
  },

  async delete(client, _id, state) {
    await client.delete(at(state));
  },
});

function at({ owner, repository, username }: Inputs): string {
  return path`/api/v1/repos/${owner}/${repository}/collaborators/${username}`;
}

async function set(client: Client, inputs: Inputs): Promise<void> {
  await client.send("PUT", at(inputs), { permission: inputs.permission });
}
