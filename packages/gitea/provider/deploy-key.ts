import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { partsOf } from "./identifier.ts";
import { newKeyPair } from "./key-pair.ts";

interface Inputs {
  owner: string;
  repository: string;
  title: string;
  publicKey?: string;
  readOnly: boolean;
}

interface Outputs extends Inputs {
  publicKey: string;
  privateKey?: string;
  fingerprint: string;
  keyId: number;
}

interface GiteaKey {
  id: number;
  key: string;
  title: string;
  fingerprint: string;
  read_only: boolean;
}

export const deployKey = resource<Inputs, Outputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    repository: { type: "string", required: true, replaces: true },
    title: { type: "string", required: true, replaces: true },
    publicKey: { type: "string", replaces: true },
    readOnly: { type: "boolean", default: true, replaces: true },
  },
  computed: ["publicKey", "privateKey", "fingerprint", "keyId"],
  secrets: ["privateKey"],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    const { owner, repository, title, readOnly } = inputs;
    await deleteNamesake(client, inputs, report);
    const pair = inputs.publicKey === undefined ? newKeyPair(title) : undefined;
    const publicKey = pair?.publicKey ?? inputs.publicKey ?? "";
    const made = (await client.send("POST", keysOf(inputs), {
      title,
      key: publicKey,
      read_only: readOnly,
    })) as GiteaKey;
    const privateKey = pair && { privateKey: pair.privateKey };
    return {
      id: `${owner}/${repository}/${made.id}`,
      outputs: {
        ...inputs,
        publicKey,
        ...privateKey,
        fingerprint: made.fingerprint,
        keyId: made.id,
      },
    };
  },

  async read(client, id, state, given) {
    const [owner = "", repository = "", key = ""] = partsOf(id, "OWNER/REPOSITORY/NUMBER");
    const found = (await client.find(`${keysOf({ owner, repository })}${path`/${key}`}`)) as
      GiteaKey | undefined;
    if (!found) {
      return undefined;
    }
    const inputs = { owner, repository, title: found.title, readOnly: found.read_only };
    // Gitea drops the comment.
    const publicKey = state.publicKey?.startsWith(found.key) ? state.publicKey : found.key;
    const made = given.title !== undefined && given.publicKey === undefined;
    const privateKey = state.privateKey === undefined ? {} : { privateKey: state.privateKey };
    return {
      id,
      inputs: { ...inputs, ...(!made && { publicKey }) },
      outputs: {
        ...inputs,
        publicKey,
        ...privateKey,
        fingerprint: found.fingerprint,
        keyId: found.id,
      },
    };
  },

  async delete(client, _id, state) {
    await client.delete(`${keysOf(state)}${path`/${state.keyId}`}`);
  },
});

function keysOf({ owner, repository }: Pick<Inputs, "owner" | "repository">): string {
  return path`/api/v1/repos/${owner}/${repository}/keys`;
}

/** What an interrupted creation left: its private half is lost. */
async function deleteNamesake(
  client: Client,
  inputs: Inputs,
  report: (severity: "info", message: string) => void,
): Promise<void> {
  const keys = (await client.findAll(keysOf(inputs))) as GiteaKey[] | undefined;
  for (const { id } of keys?.filter(({ title }) => title === inputs.title) ?? []) {
    await client.delete(`${keysOf(inputs)}${path`/${id}`}`);
    report("info", `replaced deploy key ${inputs.title}, which was already there`);
  }
}
