/** Says which label has a value that is neither text nor what has one spelling only: 1.10 becomes 1.1. */
export function explainLabels(value: unknown): { because: string; fix: string } | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const other = Object.entries(value).find(([, label]) => !isPlain(label));
  if (other === undefined) {
    return undefined;
  }
  const [name, label] = other as [string, unknown];
  const written = typeof label === "number" ? String(label) : "TEXT";
  return {
    because: `the value of ${name} is not text to YAML`,
    fix:
      `in the stack's file, Pulumi.STACK.yaml, with quotes, under config:\n` +
      `        fluxlab:labels: { ${name}: "${written}" }`,
  };
}

function isPlain(label: unknown): boolean {
  return typeof label === "string" || typeof label === "boolean" || Number.isSafeInteger(label);
}
