/** Shorter texts, such as "1" or "yes", would be found everywhere and say nothing. */
const SHORTEST = 4;
/** A line of a longer secret is one of its own only if it is long enough not to be a common phrase. */
const SHORTEST_LINE = 16;

/** The secret, the value alone where it is an environment variable's NAME=value, and long lines. */
function partsOf(secret: string): string[] {
  const value = /^[A-Za-z_]\w*=(.*)$/s.exec(secret)?.[1];
  const lines = secret.split("\n").map((line) => line.trim());
  return [
    secret.trim(),
    ...(value === undefined ? [] : [value.trim()]),
    ...lines.filter((line) => line.length >= SHORTEST_LINE),
  ];
}

/** The text with every occurrence of a secret, or of a long line of one, replaced by `[secret]`. */
export function redacted(text: string, secrets: Iterable<string>): string {
  return [...new Set([...secrets].flatMap(partsOf))]
    .filter((part) => part.length >= SHORTEST)
    .sort((left, right) => right.length - left.length)
    .reduce((rest, part) => rest.replaceAll(part, "[secret]"), text);
}
