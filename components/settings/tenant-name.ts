/**
 * Names that a namespace, an organisation in Gitea or a part of the lab has already.
 * Source of Gitea's: reservedUsernames in its models/user/user.go.
 */
const taken = new Set([
  ...["default", "flux-system", "podinfo", "traefik"],
  // Directories beside the tenants' own in the platform's repository.
  ...["base"],
  ...["charts", "developer", "fluxlab", "platform"],
  ...["api", "assets", "attachments", "avatar", "avatars", "captcha", "explore", "ghost"],
  ...["gitea-actions", "issues", "login", "metrics", "milestones", "notifications", "org"],
  ...["pulls", "repo", "repo-avatars", "user", "v2"],
]);

/**
 * Whether a cluster may have this name: every repository has a directory for each cluster beside
 * `base`, and the account `flux-status` in Gitea is no cluster's.
 */
export function isFreeForClusters(name: string): boolean {
  return !["base", "status"].includes(name);
}

/** Whether a tenant may have this name, which becomes that of a namespace and of an organisation. */
export function isFreeForTenants(name: string): boolean {
  // Kubernetes' namespaces, the clusters' accounts in Gitea and the people who push there.
  return !taken.has(name) && !/^(kube|flux)-|-developer$/.test(name);
}
