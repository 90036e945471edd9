/** What Gitea's configuration depends on. */
export interface GiteaEnvironmentArgs {
  /** The lab's network in CIDR form: the only place webhooks may be sent to. */
  networkSubnet: string;
}

/**
 * Gitea's configuration as container environment, `GITEA__SECTION__KEY=value`, sorted.
 * Source: Gitea's configuration cheat sheet and contrib/environment-to-ini.
 */
export function giteaEnvironment({ networkSubnet }: GiteaEnvironmentArgs): string[] {
  const sections: Record<string, Record<string, string>> = {
    "": { APP_NAME: "fluxlab" },
    database: { DB_TYPE: "sqlite3" },
    // In the clusters' words, since Gitea writes it into the chart index that Flux reads.
    server: {
      ROOT_URL: "http://gitea:3000/",
      HTTP_PORT: "3000",
      DISABLE_SSH: "true",
      OFFLINE_MODE: "true",
    },
    security: { INSTALL_LOCK: "true" },
    service: { DISABLE_REGISTRATION: "true" },
    openid: { ENABLE_OPENID_SIGNIN: "false", ENABLE_OPENID_SIGNUP: "false" },
    webhook: { ALLOWED_HOST_LIST: networkSubnet, DELIVER_TIMEOUT: "10" },
    actions: { ENABLED: "false" },
    indexer: { REPO_INDEXER_ENABLED: "false" },
    picture: { DISABLE_GRAVATAR: "true" },
    cron: { ENABLED: "false" },
    "cron.update_checker": { ENABLED: "false" },
    log: { LEVEL: "Warn" },
    repository: { DEFAULT_BRANCH: "main", DISABLE_STARS: "true" },
  };
  return Object.entries(sections)
    .flatMap(([section, values]) =>
      Object.entries(values).map(([key, value]) => `GITEA__${encode(section)}__${key}=${value}`),
    )
    .sort();
}

/** A dot in a section's name is written by its code. Source: environment-to-ini's help text. */
function encode(section: string): string {
  return section === "" ? "DEFAULT" : section.replaceAll(".", "_0X2E_");
}
