import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileSum } from "./release-assets.ts";
import { laterPodinfos } from "./released.ts";

/**
 * Writes the checksums of the box's charts into a copy of components/parts/public-parts.ts, in place of
 * those that are pinned there: a stand-in cannot have the checksum of the real one.
 * @param assets directory of what the release sites have
 */
export async function pinStandIns(file: string, assets: string): Promise<void> {
  let text = await readFile(file, "utf8");
  for (const version of laterPodinfos) {
    const chart = join(assets, "stefanprodan.github.io", "podinfo", `podinfo-${version}.tgz`);
    const pinned = new RegExp(`podinfo\\("${version.replaceAll(".", "\\.")}", "[0-9a-f]{64}"\\)`);
    const sum = await fileSum(chart, "sha256");
    text = text.replace(pinned, `podinfo("${version}", "${sum}")`);
  }
  await writeFile(file, text);
}
