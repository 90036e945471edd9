/** Names that stand for several events. Source: updateHookEvents in Gitea's routers/api/v1/utils/hook.go. */
const GROUPS: Record<string, string[]> = {
  issues: ["issues", "issue_assign", "issue_label", "issue_milestone", "issue_comment"],
  pull_request: [
    "pull_request",
    "pull_request_assign",
    "pull_request_label",
    "pull_request_milestone",
    "pull_request_comment",
    "pull_request_review",
    "pull_request_sync",
    "pull_request_review_request",
  ],
  pull_request_only: ["pull_request"],
  issues_only: ["issues"],
};

/** Whether the events asked for are those that Gitea lists, where it spells groups out. */
export function sameEvents(asked: readonly string[], listed: readonly string[]): boolean {
  const wanted = new Set(asked.flatMap((event) => GROUPS[event] ?? [event]));
  return wanted.size === new Set(listed).size && listed.every((event) => wanted.has(event));
}
