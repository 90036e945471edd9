import { DatabaseSync } from "node:sqlite";

/** A repository as Gitea knows it now, whatever it was called before. */
export interface KnownRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** What people wrote beside Git in one repository, in the columns of Gitea's own tables. */
export interface Discussion {
  readonly issues: readonly object[];
  readonly comments: readonly object[];
  readonly reviews: readonly object[];
  readonly pullRequests: readonly object[];
  readonly releases: readonly object[];
  readonly labels: readonly object[];
  readonly milestones: readonly object[];
  /** Name by id of everybody named above. */
  readonly users: readonly object[];
  /** Names of files that belong to it and are not copied. */
  readonly attachments: readonly string[];
}

/**
 * Gitea's SQLite database, read-only. It is read beside Gitea, and not asked for through its API,
 * since that needs a server that runs and a password that nobody changed.
 * Source: Gitea's models/.
 */
export class GiteaDatabase {
  readonly #database: DatabaseSync;

  /** @param file a copy of gitea.db, with its write-ahead log beside it */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
  }

  repositories(): KnownRepository[] {
    const rows = this.#rows(
      "SELECT id, owner_name, name FROM repository ORDER BY owner_name, name",
    );
    return rows.map((row) => ({
      id: Number(row["id"]),
      owner: String(row["owner_name"]),
      name: String(row["name"]),
    }));
  }

  /** An account, and every organisation that has no other owner: Gitea deletes those with it. */
  belongingTo(account: string): string[] {
    const organisations = this.#rows(
      `SELECT DISTINCT organisation.name FROM team
         JOIN user organisation ON organisation.id = team.org_id
         JOIN team_user member ON member.team_id = team.id
         JOIN user account ON account.id = member.uid
       WHERE team.lower_name = 'owners' AND account.lower_name = lower(?)
         AND (SELECT count(*) FROM team_user WHERE team_id = team.id) = 1`,
      account,
    );
    return [account, ...organisations.map((row) => String(row["name"]))];
  }

  /** Undefined when nobody wrote anything. Issues and pull requests have numbers in common. */
  discussionIn({ id }: KnownRepository): Discussion | undefined {
    const of = (columns: string, table: string, where: string) =>
      this.#rows(`SELECT ${columns} FROM ${table} WHERE ${where}`, id);
    const inIssues = "issue_id IN (SELECT id FROM issue WHERE repo_id = ?)";
    const issues = of("*", "issue", "repo_id = ?");
    const releases = of("*", "release", "repo_id = ? AND is_tag = 0");
    if (issues.length === 0 && releases.length === 0) {
      return undefined;
    }
    return {
      issues,
      releases,
      comments: of("*", "comment", inIssues),
      reviews: of("*", "review", inIssues),
      pullRequests: of("*", "pull_request", inIssues),
      labels: of("*", "label", "repo_id = ?"),
      milestones: of("*", "milestone", "repo_id = ?"),
      users: this.#rows("SELECT id, name FROM user ORDER BY id"),
      attachments: of("name", "attachment", "repo_id = ?").map((row) => String(row["name"])),
    };
  }

  /** Packages that somebody else than the server's first account published, as OWNER/NAME VERSION. */
  packages(): { owner: string; title: string }[] {
    const rows = this.#rows(
      `SELECT owner.name AS owner, package.name, package_version.version FROM package_version
         JOIN package ON package.id = package_version.package_id
         JOIN user owner ON owner.id = package.owner_id
       WHERE package_version.creator_id <> (SELECT min(id) FROM user WHERE type = 0)
         AND package_version.is_internal = 0
       ORDER BY owner.name, package.name, package_version.version`,
    );
    return rows.map((row) => ({
      owner: String(row["owner"]),
      title: `${String(row["owner"])}/${String(row["name"])} ${String(row["version"])}`,
    }));
  }

  #rows(query: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#database.prepare(query).all(...values);
  }
}
