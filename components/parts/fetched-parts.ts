import * as pulumi from "@pulumi/pulumi";
import { localFile, textOf } from "./fetch-file.ts";
import type { LabParts } from "./lab-parts.ts";

/** A chart whose archive is on this machine. */
export interface ChartArchive {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/** The parts with everything here that the program itself reads. */
export interface FetchedParts extends Omit<LabParts, "charts" | "fluxManifests"> {
  readonly charts: readonly ChartArchive[];
  /** What Flux installs, as YAML; empty in a preview that cannot have it. */
  readonly fluxManifests: string;
}

/**
 * Fetches Flux's manifests and the charts, at once, unless they are here already. A preview says in
 * one line what cannot be had, and goes on without.
 *
 * @throws pulumi.RunError in an update, with all that cannot be had
 */
export async function fetchParts(parts: LabParts): Promise<FetchedParts> {
  const problems: string[] = [];
  const orProblem = async <Result>(work: Promise<Result>): Promise<Result[]> => {
    try {
      return [await work];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  };
  const [manifests, charts] = await Promise.all([
    orProblem(textOf(parts.fluxManifests)),
    Promise.all(
      parts.charts.map(async (chart) =>
        (await orProblem(localFile(chart))).map((path) => ({ ...chart, path })),
      ),
    ),
  ]);
  if (problems.length > 0) {
    report(problems);
  }
  return {
    ...parts,
    charts: charts.flat().map(({ name, version, path }) => ({ name, version, path })),
    fluxManifests: manifests[0] ?? "",
  };
}

function report(problems: readonly string[]): void {
  if (pulumi.runtime.isDryRun()) {
    void pulumi.log.warn(
      `This preview leaves out Flux's own objects or charts, which have to be fetched: ${problems.join("; ")}`,
    );
    return;
  }
  throw new pulumi.RunError(
    `What the lab is made of cannot be fetched:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      "    allowed: a connection to these addresses, through https_proxy too; or a fluxlab:parts " +
      "that names files\n    to mend: ./lab toolchain, or pulumi config set fluxlab:parts FILE",
  );
}
