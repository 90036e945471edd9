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
    database: { DB_TYPE: "sqlite3", SQLITE_JOURNAL_MODE: "WAL" },
    server: {
      HTTP_PORT: "3000",
      // In the clusters' words: Gitea writes it into the chart index that Flux reads. What people
      // see in pages follows their own address.
      ROOT_URL: "http://gitea:3000/",
      PUBLIC_URL_DETECTION: "auto",
      LANDING_PAGE: "login",
      DISABLE_SSH: "true",
      OFFLINE_MODE: "true",
      LFS_START_SERVER: "false",
    },
    security: { INSTALL_LOCK: "true" },
    service: { DISABLE_REGISTRATION: "true" },
    openid: { ENABLE_OPENID_SIGNIN: "false", ENABLE_OPENID_SIGNUP: "false" },
    // In memory: the queues on disk are looked at every 2 s, and two of them lie between a push and its
    // webhooks. What a restart loses there, Gitea takes from its database again, or the drift check
    // finds. As many workers as there can be clusters: one that hangs holds up no other.
    // Source: modules/queue/backoff.go and services/webhook/deliver.go in Gitea.
    queue: { TYPE: "channel", MAX_WORKERS: "16" },
    webhook: { ALLOWED_HOST_LIST: networkSubnet, DELIVER_TIMEOUT: "10" },
    actions: { ENABLED: "false" },
    indexer: { ISSUE_INDEXER_TYPE: "db", REPO_INDEXER_ENABLED: "false" },
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
