import { randomBytes } from "node:crypto";

import { beforeDelete } from "./before-delete.ts";
import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { ownsAnything } from "./purge.ts";

interface Inputs {
  username: string;
  email?: string;
  password?: string;
  fullName: string;
  admin: boolean;
  restricted: boolean;
  visibility: string;
  mustChangePassword: boolean;
  purgeOnDelete: boolean;
}

interface Outputs extends Inputs {
  email: string;
  password: string;
  userId: number;
}

interface GiteaUser {
  id: number;
  login: string;
  email: string;
  full_name: string;
  is_admin: boolean;
  restricted: boolean;
  visibility: string;
}

export const user = resource<Inputs, Outputs>({
  inputs: {
    username: { type: "string", required: true, replaces: true },
    email: { type: "string" },
    password: { type: "string" },
    fullName: { type: "string", default: "" },
    admin: { type: "boolean", default: false },
    restricted: { type: "boolean", default: false },
    visibility: { type: "string", default: "public" },
    mustChangePassword: { type: "boolean", default: false },
    purgeOnDelete: { type: "boolean", default: false },
  },
  computed: ["email", "password", "userId"],
  secrets: ["password"],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    const wanted = {
      ...inputs,
      email: inputs.email ?? addressFor(inputs.username),
      password: inputs.password ?? randomPassword(),
    };
    try {
      await client.send("POST", "/api/v1/admin/users", {
        username: wanted.username,
        email: wanted.email,
        password: wanted.password,
        must_change_password: wanted.mustChangePassword,
      });
    } catch (error) {
      await assertOurs(client, wanted, error);
      report("info", `took over user ${wanted.username}, which was already there`);
    }
    const { id } = await edit(client, wanted);
    return { id: wanted.username, outputs: { ...wanted, userId: id } };
  },

  async read(client, id, state, given) {
    const found = await find(client, id);
    if (!found) {
      return undefined;
    }
    const now = {
      // Gitea leads from its old name to a renamed one, which must not be replaced: it keeps that.
      username: found.id === state.userId ? (state.username ?? found.login) : found.login,
      fullName: found.full_name,
      admin: found.is_admin,
      restricted: found.restricted,
      visibility: found.visibility,
      mustChangePassword: state.mustChangePassword ?? false,
      purgeOnDelete: state.purgeOnDelete ?? false,
    };
    const { email } = found;
    const expected = given.email === undefined && email === addressFor(now.username);
    return {
      id: now.username,
      inputs: {
        ...now,
        ...(!expected && { email }),
        ...(given.password !== undefined && { password: given.password }),
      },
      outputs: { ...now, email, password: state.password ?? "", userId: found.id },
    };
  },

  async update(client, id, state, inputs) {
    const password = inputs.password ?? state.password;
    const wanted = { ...inputs, email: inputs.email ?? addressFor(inputs.username), password };
    // Setting the same password again would end the user's sessions.
    const changes = password === state.password ? { ...wanted, password: undefined } : wanted;
    await edit(client, { ...changes, username: (await find(client, id))?.login ?? id });
    return { ...wanted, userId: state.userId };
  },

  async delete(client, id, state, signal, report) {
    const now = await find(client, id);
    if (!now) {
      return;
    }
    const purge = state.purgeOnDelete ? "?purge=true" : "";
    if (state.purgeOnDelete && (await ownsAnything(client, now.login))) {
      await beforeDelete(client, { kind: "owner", name: now.login }, report, signal);
    }
    await client.delete(path`/api/v1/admin/users/${now.login}` + purge);
  },
});

async function find(client: Client, username: string): Promise<GiteaUser | undefined> {
  const found = (await client.find(path`/api/v1/users/${username}`)) as GiteaUser | undefined;
  // Gitea answers with an organisation of that name as well.
  return found && (await client.find(path`/api/v1/orgs/${found.login}`)) ? undefined : found;
}

function addressFor(username: string): string {
  return `${username}@noreply.invalid`;
}

/** Gitea's minimum is 8 characters; 32 random bytes have every class of character but one may ask for. */
function randomPassword(): string {
  return `${randomBytes(32).toString("base64url")}aA1-`;
}

async function edit(
  client: Client,
  wanted: Omit<Inputs, "password"> & { password?: string | undefined },
): Promise<GiteaUser> {
  return (await client.send("PATCH", path`/api/v1/admin/users/${wanted.username}`, {
    source_id: 0,
    login_name: wanted.username,
    email: wanted.email,
    full_name: wanted.fullName,
    admin: wanted.admin,
    restricted: wanted.restricted,
    visibility: wanted.visibility,
    // Gitea also takes a missing one as "do not set".
    ...(wanted.password !== undefined && {
      password: wanted.password,
      must_change_password: wanted.mustChangePassword,
    }),
  })) as GiteaUser;
}

/** A user with the same name and address is what an interrupted creation left; any other is not ours. */
async function assertOurs(client: Client, wanted: Outputs | Inputs, error: unknown): Promise<void> {
  if (!(error instanceof GiteaError) || error.status !== 422) {
    throw error;
  }
  const there = (await client.find(path`/api/v1/users/${wanted.username}`)) as
    GiteaUser | undefined;
  if (!there) {
    throw error;
  }
  if (client.username?.toLowerCase() === wanted.username.toLowerCase()) {
    throw new Error(`user ${wanted.username} is who the provider signs in as: choose another name`);
  }
  if (there.email.toLowerCase() !== wanted.email?.toLowerCase()) {
    throw new Error(
      `user ${wanted.username} is already there with another address (${there.email}): ` +
        "choose another name, or take it over with `pulumi import`",
    );
  }
}
