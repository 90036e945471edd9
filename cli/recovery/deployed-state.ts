import { capture, type Lab } from "../lab/lab.ts";

/** One resource as a state file has it; only what the command line looks at is named. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What `pulumi stack export` prints. */
export interface StateExport {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { resource: StateResource; type: string }[];
  };
}

/** The stack's state, secrets readable; to look at only. */
export async function exportState(lab: Lab): Promise<StateExport> {
  const { stdout } = await capture(lab, "pulumi", ["stack", "export", "--show-secrets"]);
  return JSON.parse(stdout) as StateExport;
}

/** An output that is text, secret or not; undefined when the resource has none of that name. */
export function textOutput(resource: StateResource | undefined, name: string): string | undefined {
  const value = resource?.outputs?.[name];
  if (typeof value === "string") {
    return value;
  }
  const secret = (value as { plaintext?: string } | undefined)?.plaintext;
  return secret === undefined ? undefined : (JSON.parse(secret) as string);
}

/** What a command is told by its environment. */
export function scriptEnvironment(resource: StateResource): Readonly<Record<string, unknown>> {
  const environment = resource.inputs?.["environment"];
  return typeof environment === "object" && environment !== null
    ? (environment as Record<string, unknown>)
    : {};
}

/** Type of the resources that run scripts. */
export const commandType = "command:local:Command";

/** Clusters by their own name, as the state's create scripts were told. */
export function clustersInState(state: StateExport): string[] {
  return (state.deployment.resources ?? []).flatMap((resource) => {
    const { CLUSTER: cluster, K3D_CLUSTER: k3d } = scriptEnvironment(resource);
    const made = resource.type === commandType && k3d !== undefined;
    return made && typeof cluster === "string" ? [cluster] : [];
  });
}
