import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { partsOf } from "./identifier.ts";

interface Inputs {
  username: string;
  name: string;
  scopes: string[];
}

interface Outputs extends Inputs {
  /** Missing after an import: Gitea shows it once. */
  token?: string;
  tokenId: number;
}

interface GiteaToken {
  id: number;
  name: string;
  sha1: string;
  scopes: string[];
}

export const accessToken = resource<Inputs, Outputs>({
  inputs: {
    username: { type: "string", required: true, replaces: true },
    name: { type: "string", required: true, replaces: true },
    scopes: { type: "array", required: true, replaces: true },
  },
  computed: ["token", "tokenId"],
  secrets: ["token"],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    const { username, name, scopes } = inputs;
    const made = await withPassword(client, async () => {
      const namesake = (await listed(client, username))?.find((token) => token.name === name);
      if (namesake) {
        await client.delete(path`/api/v1/users/${username}/tokens/${namesake.id}`);
        report("info", `replaced token ${name} of ${username}, which was already there`);
      }
      return await client.send("POST", path`/api/v1/users/${username}/tokens`, { name, scopes });
    });
    const { id, sha1 } = made as GiteaToken;
    return { id: `${username}/${id}`, outputs: { ...inputs, token: sha1, tokenId: id } };
  },

  async read(client, id, state) {
    const [username = "", number = ""] = partsOf(id, "USERNAME/NUMBER");
    const tokens = await withPassword(client, () => listed(client, username));
    const found = tokens?.find((token) => token.id === Number(number));
    if (!found) {
      return undefined;
    }
    // Gitea orders and merges scopes, and nobody can change them.
    const inputs = { username, name: found.name, scopes: state.scopes ?? found.scopes };
    const token = state.token === undefined ? {} : { token: state.token };
    return { id, inputs, outputs: { ...inputs, ...token, tokenId: found.id } };
  },

  async delete(client, _id, state) {
    await withPassword(client, () =>
      client.delete(path`/api/v1/users/${state.username}/tokens/${state.tokenId}`),
    );
  },
});

async function listed(client: Client, username: string): Promise<GiteaToken[] | undefined> {
  const tokens = await client.findAll(path`/api/v1/users/${username}/tokens`);
  return tokens as GiteaToken[] | undefined;
}

/** Source: reqBasicOrRevProxyAuth in Gitea's routers/api/v1/api.go. */
async function withPassword<Answer>(client: Client, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GiteaError && error.status === 401 && client.username === undefined) {
      throw new Error(
        "Gitea manages tokens only for who signs in with a password: " +
          "give the provider username and password instead of token",
        { cause: error },
      );
    }
    throw error;
  }
}
