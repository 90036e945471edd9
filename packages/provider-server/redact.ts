/** Shorter texts, such as "1" or "yes", would be found everywhere and say nothing. */
const SHORTEST = 4;

/** The text with every occurrence of a secret, and of each of its lines, replaced by `[secret]`. */
export function redacted(text: string, secrets: Iterable<string>): string {
  const parts = [...secrets].flatMap((secret) => [secret, ...secret.split("\n")]);
  const longestFirst = [...new Set(parts.map((part) => part.trim()))]
    .filter((part) => part.length >= SHORTEST)
    .sort((left, right) => right.length - left.length);
  return longestFirst.reduce((rest, part) => rest.replaceAll(part, "[secret]"), text);
}
