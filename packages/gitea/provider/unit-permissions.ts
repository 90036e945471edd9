/** What a team may do, by Gitea's name of a unit such as `repo.code`. */
export type UnitPermissions = Record<string, string>;

/** Source: AllRepoUnitTypes in Gitea's models/unit/unit.go. */
const UNITS = [
  "repo.code",
  "repo.issues",
  "repo.pulls",
  "repo.releases",
  "repo.wiki",
  "repo.projects",
  "repo.packages",
  "repo.actions",
];

/** Links to somewhere else: there is nothing to write. */
const EXTERNAL_UNITS = ["repo.ext_issues", "repo.ext_wiki"];

/** The permission for every unit: the given one, but for the units named in `exceptions`. */
export function permissionsOf(
  permission: string,
  exceptions: UnitPermissions = {},
): UnitPermissions {
  return {
    ...Object.fromEntries(UNITS.map((unit) => [unit, permission])),
    ...Object.fromEntries(EXTERNAL_UNITS.map((unit) => [unit, "read"])),
    ...exceptions,
  };
}

/**
 * The units that differ from the given permission; undefined when none does. `kept` is returned
 * as it is while it says the same, so that naming a unit without need is no difference.
 */
export function exceptionsOf(
  permission: string,
  actual: UnitPermissions,
  kept: UnitPermissions | undefined,
): UnitPermissions | undefined {
  if (permission === "admin") {
    return kept;
  }
  const at = (permissions: UnitPermissions, unit: string) => permissions[unit] ?? "none";
  const differing = (expected: UnitPermissions) =>
    [...new Set([...Object.keys(expected), ...Object.keys(actual)])].filter(
      (unit) => at(expected, unit) !== at(actual, unit),
    );
  if (differing(permissionsOf(permission, kept)).length === 0) {
    return kept;
  }
  const units = differing(permissionsOf(permission));
  return units.length === 0
    ? undefined
    : Object.fromEntries(units.map((unit) => [unit, at(actual, unit)]));
}
