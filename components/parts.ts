import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { cacheDirectory } from "./parts/cache.ts";
import type { LabParts } from "./parts/lab-parts.ts";
import { readPartsFile } from "./parts/parts-file.ts";
import { publicParts } from "./parts/public-parts.ts";

export type { LabParts } from "./parts/lab-parts.ts";

/**
 * What the lab is made of: the file that the setting `parts` or FLUXLAB_PARTS names, else the one
 * that a complete toolchain left in the cache, else the public releases.
 *
 * @throws pulumi.RunError when that file cannot be used
 */
export function readParts(named = "", env: NodeJS.ProcessEnv = process.env): LabParts {
  const given = named || env["FLUXLAB_PARTS"] || undefined;
  const ofToolchain = join(cacheDirectory(env), "parts.json");
  const path = given ?? (existsSync(ofToolchain) ? ofToolchain : undefined);
  if (path === undefined) {
    return publicParts;
  }
  try {
    return readPartsFile(path);
  } catch (error) {
    const place = named === "" ? "" : `fluxlab:parts is ${JSON.stringify(named)}: `;
    throw new pulumi.RunError(
      `${place}${(error as Error).message}\n    allowed: a parts.json, as the toolchain writes it\n` +
        `    to mend: ${named === "" ? "./lab toolchain" : "pulumi config rm fluxlab:parts"}`,
    );
  }
}
