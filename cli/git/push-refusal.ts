import { LabError } from "../terminal/lab-error.ts";
import type { FollowedRepository } from "./private-clone.ts";

/** Whether git refused a push because the branch has moved on. */
export function isBehind(stderr: string): boolean {
  return /non-fast-forward|fetch first|cannot lock ref|failed to update ref|incorrect old value/.test(
    stderr,
  );
}

/** The error for a push that was refused: what Gitea or git said, and what to do. */
export function describeRefusal(stderr: string, { url, branch }: FollowedRepository): LabError {
  const page = url.replace(/\.git$/, "");
  const protection = `let the account push in ${page}/settings/branches, or change it by a pull request`;
  const remedies: readonly (readonly [RegExp, string])[] = [
    [/protected branch|protected from|not allowed to push/i, protection],
    [/unverified commit|not signed|signed commits/i, protection],
    [/archived/i, `unarchive the repository in ${page}/settings`],
    [/mirror/i, `a mirror takes no pushes: push to where ${page} comes from`],
    [/quota|too large|413/i, `make room, or allow more, in Gitea: ${page}/settings`],
    [/authentication failed|401/i, "./lab up, which gives the account its credential again"],
    [/403|404|not found/i, "./lab up, which lets the account push again"],
    [/hook declined/i, `do by hand what the hook asks for: git clone ${url}`],
  ];
  const remedy = remedies.find(([pattern]) => pattern.test(stderr))?.[1];
  return new LabError(
    `nothing was changed in ${branch}: the push was refused: ${whatWasSaid(stderr)}`,
    { remedy: remedy ?? `git push to ${url} by hand says more` },
  );
}

/** What a hook or Gitea said stands behind `remote:`; without that, what git said. */
function whatWasSaid(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const remote = lines.flatMap((line) => {
    const [, said = ""] = /^remote:(.*)$/.exec(line) ?? [];
    return said.trim() === "" ? [] : [said.trim()];
  });
  const rejected = lines.filter((line) => line.startsWith("! ["));
  return [...new Set(remote.length > 0 ? [...remote, ...rejected] : lines)]
    .filter((line) => line !== "")
    .join("; ");
}
