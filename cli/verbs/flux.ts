import type { Command } from "commander";
import { clusterTool } from "../tools/cluster-tool.ts";

/** `lab flux`. */
export function command(): Command {
  return clusterTool("flux");
}
