import type { Command } from "commander";
import { clusterTool } from "../tools/cluster-tool.ts";

/** `lab kubectl`. */
export function command(): Command {
  return clusterTool("kubectl");
}
