import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { execa } from "execa";

/** Packs a chart with one file; `note` makes the content differ. */
export async function writeChart(
  file: string,
  chart: { name: string; version: string; note: string },
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "fluxlab-chart-"));
  await mkdir(join(directory, chart.name));
  const text = `apiVersion: v2\nname: ${chart.name}\nversion: ${chart.version}\ndescription: ${chart.note}\n`;
  await writeFile(join(directory, chart.name, "Chart.yaml"), text);
  await execa("tar", ["-czf", file, "-C", directory, chart.name]);
  await rm(directory, { recursive: true });
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}
