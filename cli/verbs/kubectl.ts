import type { Command } from "commander";
import { clusterTool } from "../cluster-tool.ts";

/** `lab kubectl`. */
export function command(): Command {
  return clusterTool("kubectl");
}
