import type { DockerItem } from "./inventory.ts";

/** How a lab knows its own things from those of another lab with the same prefix. */
export interface Ownership {
  /** Identities that this lab's state, or an update of it that was killed, has made. */
  readonly identities: readonly string[];
  /** The state directory that this is, an absolute path. */
  readonly state: string;
  /** Whether there is a stack here: what has no identity is taken to be its. */
  readonly hasStack: boolean;
}

/** The directory that a lab was first brought up from, or with; undefined for what has no such label. */
export function originOf({ labels }: DockerItem, what: "checkout" | "state"): string | undefined {
  const encoded = labels[`fluxlab.${what}`];
  return encoded?.replace(/%(25|2C|40|0A)/g, (code) => decodeURIComponent(code));
}

/** The items that carry a lab's label and belong to another lab than this. */
export function strangersAmong(
  items: readonly DockerItem[],
  { identities, state, hasStack }: Ownership,
): DockerItem[] {
  return items.filter((item) => {
    const identity = item.labels["fluxlab.identity"];
    if (identity === undefined) {
      return item.labels["fluxlab.lab"] !== undefined && !hasStack;
    }
    return !identities.includes(identity) && originOf(item, "state") !== state;
  });
}

/** What labs of other prefixes have that were made in this checkout, by prefix. */
export function othersOfCheckout(
  items: readonly DockerItem[],
  checkout: string,
  namePrefix: string,
): Map<string, DockerItem[]> {
  const others = new Map<string, DockerItem[]>();
  for (const item of items) {
    const prefix = item.labels["fluxlab.lab"];
    if (prefix !== undefined && prefix !== namePrefix && originOf(item, "checkout") === checkout) {
      others.set(prefix, [...(others.get(prefix) ?? []), item]);
    }
  }
  return others;
}
