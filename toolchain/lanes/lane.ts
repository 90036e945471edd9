import type { Part } from "../parts/part.ts";
import type { NeededCommands } from "../system/system-packages.ts";

/** How a toolchain is had: what projects have released, or everything built here. */
export type LaneName = "released" | "source";

/** One way to have everything that a lab needs. */
export interface Lane {
  readonly name: LaneName;
  /** In the order to start with: what takes longest, or is waited for. */
  readonly parts: readonly Part[];
  /** Commands of the system that making the parts takes. */
  readonly commands: NeededCommands;
  /** GB of free disk that making the parts takes. */
  readonly disk: number;
  /** What is in the parts.json beside the toolchain in `directory`: only what the program's public parts do not say. */
  partsFile(directory: string): object;
  /** k3d's helper image, where it is not the one that k3d itself would take. */
  readonly k3dToolsImage?: string;
  /** Why this machine cannot go this way, in words for the user; undefined when it can. */
  impossible(): string | undefined;
}
