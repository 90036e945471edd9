/** The command that sets a whole list. */
export function setList(setting: string, names: readonly string[]): string {
  return `pulumi config set fluxlab:${setting} '${JSON.stringify(names)}'`;
}

/**
 * What has happened when a list has empty entries: `pulumi config set --path 'NAME[2]' x` begins a
 * list of its own where the stack's file has none, and leaves what stands before x empty.
 */
export function explainEmpty(
  setting: string,
  value: unknown,
  defaults: readonly string[],
): { because: string; fix: string } | undefined {
  if (!Array.isArray(value) || !value.some((entry) => entry === null || entry === "")) {
    return undefined;
  }
  const whole = value.map((entry: unknown, index) =>
    typeof entry === "string" && entry !== "" ? entry : (defaults[index] ?? "NAME"),
  );
  return {
    because:
      "entries are empty, as `config set --path` leaves them in a list that the stack's file has not",
    fix:
      `${setList(setting, whole)}\n` +
      `        or in the stack's file, Pulumi.STACK.yaml, under config:\n` +
      `        fluxlab:${setting}: [${whole.join(", ")}]`,
  };
}
