import { sameEvents } from "../../../packages/gitea/provider/webhook-events.ts";

test.each([
  [["push"], ["push"], true],
  [["push", "create"], ["create", "push"], true],
  [["push"], ["push", "create"], false],
  [["push", "create"], ["push"], false],
  [["issues_only"], ["issues"], true],
  [["issues"], ["issue_comment", "issues", "issue_assign", "issue_label", "issue_milestone"], true],
  [["issues"], ["issues"], false],
])("asked for %j and listed %j: %s", (asked, listed, expected) => {
  expect(sameEvents(asked, listed)).toBe(expected);
});
