import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { GiteaError } from "./gitea-error.ts";
import { partsOf } from "./identifier.ts";
import { missing, sameMembers } from "./same-members.ts";

interface Inputs {
  owner: string;
  repository: string;
  rule: string;
  enablePush: boolean;
  pushUsernames?: string[];
  pushTeams?: string[];
  pushDeployKeys: boolean;
  enableForcePush: boolean;
  requiredApprovals: number;
  requireSignedCommits: boolean;
  protectedFilePatterns: string;
  unprotectedFilePatterns: string;
}

interface GiteaRule {
  rule_name: string;
  enable_push: boolean;
  enable_push_whitelist: boolean;
  push_whitelist_usernames: string[];
  push_whitelist_teams: string[];
  push_whitelist_deploy_keys: boolean;
  enable_force_push: boolean;
  required_approvals: number;
  require_signed_commits: boolean;
  protected_file_patterns: string;
  unprotected_file_patterns: string;
}

export const branchProtection = resource<Inputs, Inputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    repository: { type: "string", required: true, replaces: true },
    rule: { type: "string", required: true, replaces: true },
    enablePush: { type: "boolean", default: true },
    pushUsernames: { type: "array" },
    pushTeams: { type: "array" },
    pushDeployKeys: { type: "boolean", default: false },
    enableForcePush: { type: "boolean", default: false },
    requiredApprovals: { type: "number", default: 0 },
    requireSignedCommits: { type: "boolean", default: false },
    protectedFilePatterns: { type: "string", default: "" },
    unprotectedFilePatterns: { type: "string", default: "" },
  },
  computed: [],
  deleteBeforeReplace: true,

  async create(client, inputs, report) {
    const { owner, repository, rule } = inputs;
    try {
      await client.send("POST", rulesOf(inputs), { rule_name: rule, ...settingsOf(inputs) });
    } catch (error) {
      if (!(error instanceof GiteaError) || !(await find(client, inputs))) {
        throw error;
      }
      await client.send("PATCH", rulesOf(inputs) + path`/${rule}`, settingsOf(inputs));
      report("info", `took over the rule for ${rule} in ${owner}/${repository}`);
    }
    return { id: `${owner}/${repository}/${rule}`, outputs: inputs };
  },

  async read(client, id, state) {
    const [owner = "", repository = "", rule = ""] = partsOf(id, "OWNER/REPOSITORY/RULE");
    const found = await find(client, { owner, repository, rule });
    if (!found) {
      return undefined;
    }
    const inputs = {
      owner,
      repository,
      rule: found.rule_name,
      enablePush: found.enable_push,
      ...(found.enable_push_whitelist && {
        ...named(
          "pushUsernames",
          await pushersOf(client, found, { owner, repository, ...state }),
          state,
        ),
        ...named("pushTeams", found.push_whitelist_teams, state),
      }),
      pushDeployKeys: found.push_whitelist_deploy_keys,
      enableForcePush: found.enable_force_push,
      requiredApprovals: found.required_approvals,
      requireSignedCommits: found.require_signed_commits,
      protectedFilePatterns: found.protected_file_patterns,
      unprotectedFilePatterns: found.unprotected_file_patterns,
    };
    return { id, inputs, outputs: inputs };
  },

  async update(client, _id, _state, inputs) {
    await client.send("PATCH", rulesOf(inputs) + path`/${inputs.rule}`, settingsOf(inputs));
    return inputs;
  },

  async delete(client, _id, state) {
    await client.delete(rulesOf(state) + path`/${state.rule}`);
  },
});

function rulesOf({ owner, repository }: Pick<Inputs, "owner" | "repository">): string {
  return path`/api/v1/repos/${owner}/${repository}/branch_protections`;
}

async function find(
  client: Client,
  at: Pick<Inputs, "owner" | "repository" | "rule">,
): Promise<GiteaRule | undefined> {
  return (await client.find(rulesOf(at) + path`/${at.rule}`)) as GiteaRule | undefined;
}

/**
 * Who may push. Gitea does not list users who can write only as members of a team, so a name that
 * is not listed has gone only when that user's own right says that it would be listed.
 * Source: ToBranchProtection in Gitea's services/convert/convert.go.
 */
async function pushersOf(
  client: Client,
  { push_whitelist_usernames: listed }: GiteaRule,
  { owner, repository, pushUsernames }: Pick<Inputs, "owner" | "repository" | "pushUsernames">,
): Promise<string[]> {
  const hidden = [];
  for (const name of missing(pushUsernames ?? [], listed)) {
    const right = (await client.find(
      path`/api/v1/repos/${owner}/${repository}/collaborators/${name}/permission`,
    )) as { permission: string } | undefined;
    if (right && !["write", "admin"].includes(right.permission)) {
      hidden.push(name);
    }
  }
  return [...listed, ...hidden];
}

/** A list that nobody gave and that is empty stays not given. */
function named(
  name: "pushUsernames" | "pushTeams",
  listed: string[],
  state: Partial<Inputs>,
): Partial<Inputs> {
  const kept = state[name];
  if (kept && sameMembers(kept, listed)) {
    return { [name]: kept };
  }
  return kept || listed.length > 0 ? { [name]: listed } : {};
}

function settingsOf(inputs: Inputs): object {
  return {
    enable_push: inputs.enablePush,
    enable_push_whitelist: inputs.pushUsernames !== undefined || inputs.pushTeams !== undefined,
    push_whitelist_usernames: inputs.pushUsernames ?? [],
    push_whitelist_teams: inputs.pushTeams ?? [],
    push_whitelist_deploy_keys: inputs.pushDeployKeys,
    enable_force_push: inputs.enableForcePush,
    required_approvals: inputs.requiredApprovals,
    require_signed_commits: inputs.requireSignedCommits,
    protected_file_patterns: inputs.protectedFilePatterns,
    unprotected_file_patterns: inputs.unprotectedFilePatterns,
  };
}
