/** The text as one word for a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Lines for `eval`: exports, then unsets of what would get in the way. */
export function shellExports(
  variables: Record<string, string | undefined>,
  unset: readonly string[],
): string {
  const lines = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`export ${name}=${shellQuote(value)}`],
  );
  return [...lines, ...unset.map((name) => `unset ${name}`)].map((line) => `${line}\n`).join("");
}
