/** Pulumi resources for Gitea; see README.md for a first program. */
export * from "./resources/provider.ts";
export * from "./resources/user.ts";
export * from "./resources/organization.ts";
export * from "./resources/team.ts";
export * from "./resources/team-members.ts";
export * from "./resources/repository.ts";
export * from "./resources/repository-contents.ts";
export * from "./resources/repository-collaborator.ts";
export * from "./resources/repository-webhook.ts";
export * from "./resources/deploy-key.ts";
export * from "./resources/access-token.ts";
export * from "./resources/branch-protection.ts";
export * from "./resources/package.ts";
