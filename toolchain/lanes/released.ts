import { join } from "node:path";
import { releasedTool } from "../fetch/released-tool.ts";
import { tools } from "../versions.ts";
import type { Lane } from "./lane.ts";

/**
 * Tools as their projects released them. Images are pulled by Docker and by the nodes, charts and
 * Flux's manifests are fetched by the program: its public parts say where they are.
 */
export const releasedLane: Lane = {
  name: "released",
  parts: [
    releasedTool(tools.pulumi),
    releasedTool(tools.pulumiKubernetes),
    releasedTool(tools.pulumiDocker),
    releasedTool(tools.pulumiCommand),
    releasedTool(tools.kubectl),
    releasedTool(tools.flux),
    releasedTool(tools.k3d),
  ],
  commands: { tar: ["tar"] },
  // Archives and what is in them, 1 GB, and the images that Docker pulls.
  disk: 6,
  partsFile: (directory) => ({ tools: join(directory, "bin") }),
  impossible: () => undefined,
};
