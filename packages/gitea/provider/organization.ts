import { beforeDelete } from "./before-delete.ts";
import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { ownsAnything, purge } from "./purge.ts";

interface Inputs {
  name: string;
  fullName: string;
  description: string;
  visibility: string;
  purgeOnDelete: boolean;
}

interface Outputs extends Inputs {
  organizationId: number;
}

interface GiteaOrganization {
  id: number;
  name: string;
  full_name: string;
  description: string;
  visibility: string;
}

export const organization = resource<Inputs, Outputs>({
  inputs: {
    name: { type: "string", required: true, replaces: true },
    fullName: { type: "string", default: "" },
    description: { type: "string", default: "" },
    visibility: { type: "string", default: "public" },
    purgeOnDelete: { type: "boolean", default: false },
  },
  computed: ["organizationId"],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    const settings = settingsOf(inputs);
    try {
      const body = { username: inputs.name, ...settings };
      const made = (await client.send("POST", "/api/v1/orgs", body)) as GiteaOrganization;
      return { id: inputs.name, outputs: { ...inputs, organizationId: made.id } };
    } catch (error) {
      const there = await client.find(path`/api/v1/orgs/${inputs.name}`);
      if (!(error instanceof GiteaError) || !there) {
        throw error;
      }
      const { id } = (await client.send("PATCH", path`/api/v1/orgs/${inputs.name}`, settings)) as {
        id: number;
      };
      report("info", `took over organisation ${inputs.name}, which was already there`);
      return { id: inputs.name, outputs: { ...inputs, organizationId: id } };
    }
  },

  async read(client, id, state) {
    const found = await find(client, id);
    if (!found) {
      return undefined;
    }
    const inputs = {
      // Gitea leads from its old name to a renamed one, which must not be replaced: it keeps that.
      name: found.id === state.organizationId ? (state.name ?? id) : found.name,
      fullName: found.full_name,
      description: found.description,
      visibility: found.visibility,
      purgeOnDelete: state.purgeOnDelete ?? false,
    };
    return { id, inputs, outputs: { ...inputs, organizationId: found.id } };
  },

  async update(client, id, state, inputs) {
    await client.send("PATCH", path`/api/v1/orgs/${id}`, settingsOf(inputs));
    return { ...inputs, organizationId: state.organizationId };
  },

  async delete(client, id, state, signal, report) {
    const now = await find(client, id);
    if (!now) {
      return;
    }
    if (state.purgeOnDelete && (await ownsAnything(client, now.name))) {
      await beforeDelete(client, { kind: "owner", name: now.name }, report, signal);
      await purge(client, now.name);
    }
    await client.delete(path`/api/v1/orgs/${now.name}`);
  },
});

async function find(client: Client, id: string): Promise<GiteaOrganization | undefined> {
  return (await client.find(path`/api/v1/orgs/${id}`)) as GiteaOrganization | undefined;
}

function settingsOf(inputs: Inputs): object {
  return {
    full_name: inputs.fullName,
    description: inputs.description,
    visibility: inputs.visibility,
  };
}
