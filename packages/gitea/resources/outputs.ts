import type { Inputs } from "@pulumi/pulumi";

/**
 * The properties of a resource at registration: its arguments, and what the provider fills in as
 * not known yet, so that it exists as an output from the start.
 */
export function withOutputs(args: object, ...filledIn: string[]): Inputs {
  return { ...Object.fromEntries(filledIn.map((name) => [name, undefined])), ...args };
}
