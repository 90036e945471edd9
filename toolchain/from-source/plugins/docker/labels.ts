/** A label as the official plugin writes it. */
export interface Label {
  label: string;
  value: string;
}

/** The spec of a `labels` input that needs another object when it changes. */
export const labelsSpec = {
  type: "array",
  replaces: true,
  items: {
    type: "object",
    fields: {
      label: { type: "string", required: true },
      value: { type: "string", required: true },
    },
  },
} as const;

/** Labels as the Engine takes them. */
export function labelMap(labels: readonly Label[] | undefined): Record<string, string> {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}

/** Labels as the official plugin writes them; those given first, in the order given. */
export function labelList(
  map: Record<string, string> | null | undefined,
  given: readonly Label[] = [],
): Label[] {
  const order = given.map(({ label }) => label);
  const rank = (label: string) => (order.includes(label) ? order.indexOf(label) : order.length);
  return Object.entries(map ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((one, two) => rank(one.label) - rank(two.label) || one.label.localeCompare(two.label));
}
