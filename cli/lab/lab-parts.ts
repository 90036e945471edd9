import { readPartsFile } from "../../components/parts/parts-file.ts";
import type { LabParts } from "../../components/parts/lab-parts.ts";
import { publicParts } from "../../components/parts/public-parts.ts";
import type { Lab } from "./lab.ts";

/** What the lab is made of: as its toolchain says, else the public releases. */
export function labParts({ toolchain }: Lab): LabParts {
  return toolchain === undefined ? publicParts : readPartsFile(toolchain.partsFile);
}
