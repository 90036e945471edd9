/** Whether two lists of names have the same members; order, repetition and case do not count. */
export function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [namesIn(one), namesIn(other)];
  return a.size === b.size && [...a].every((name) => b.has(name));
}

/** Members of `one` that are not in `other`. */
export function missing(one: readonly string[], other: readonly string[]): string[] {
  const there = namesIn(other);
  return one.filter((name) => !there.has(name.toLowerCase()));
}

function namesIn(list: readonly string[]): Set<string> {
  return new Set(list.map((name) => name.toLowerCase()));
}
