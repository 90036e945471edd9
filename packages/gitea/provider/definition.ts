import type { InputSpec, Report, Resource } from "@fluxlab/provider-server";

import type { Client } from "./client.ts";

/** What a read found. */
export interface Found<Inputs, Outputs> {
  id: string;
  /** What would produce the object as it is now. */
  inputs: Inputs;
  outputs: Outputs;
}

/** A {@link Resource} whose inputs and outputs have types of their own. */
export interface Definition<Inputs, Outputs extends Inputs> {
  inputs: Record<keyof Inputs & string, InputSpec>;
  computed: readonly (keyof Outputs & string)[];
  volatile?: readonly (keyof Outputs & string)[];
  secrets?: readonly (keyof Outputs & string)[];
  deleteBeforeReplace?: boolean;
  validate?(inputs: Partial<Inputs>): string[];
  changed?(state: Outputs, oldInputs: Inputs, newInputs: Inputs): string[];
  create(client: Client, inputs: Inputs, report: Report): Promise<{ id: string; outputs: Outputs }>;
  /** `state` and `inputs`, those of the last create or update, are empty on import. */
  read(
    client: Client,
    id: string,
    state: Partial<Outputs>,
    inputs: Partial<Inputs>,
  ): Promise<Found<Inputs, Outputs> | undefined>;
  update?(
    client: Client,
    id: string,
    state: Outputs,
    inputs: Inputs,
    report: Report,
  ): Promise<Outputs>;
  delete(
    client: Client,
    id: string,
    state: Outputs,
    signal: AbortSignal,
    report: Report,
  ): Promise<void>;
}

/** The server has checked names and types against `inputs` before it calls anything of a resource. */
export function resource<Inputs, Outputs extends Inputs>(
  definition: Definition<Inputs, Outputs>,
): Resource<Client> {
  return definition as unknown as Resource<Client>;
}
