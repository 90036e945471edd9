import { capture, type Lab } from "../lab/lab.ts";

/** One resource as a state file has it; only what the command line looks at is named. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly id?: string;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
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

/** The stack's state; secrets stay encrypted. */
export async function exportState(lab: Lab): Promise<StateExport> {
  const { stdout } = await capture(lab, "pulumi", ["stack", "export"]);
  return JSON.parse(stdout) as StateExport;
}

/** Puts a changed state back. */
export async function importState(lab: Lab, state: StateExport): Promise<void> {
  await capture(lab, "pulumi", ["stack", "import"], { input: JSON.stringify(state) });
}

/** The state without its half-finished operations; what they made is looked for in Docker. */
export function withoutPending(state: StateExport): StateExport {
  return { ...state, deployment: { ...state.deployment, pending_operations: [] } };
}
