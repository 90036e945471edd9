import { Command, Option } from "commander";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { labPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";
import { renderPage } from "../report/page.ts";
import { reportData } from "../report/report-data.ts";
import { lastRun, type RecordedRun } from "../report/runs.ts";

/** `lab report`. */
export function command(): Command {
  return new Command("report")
    .description("Write the last release or drift run as one HTML file that needs no network")
    .addOption(
      new Option("--of <kind>", "the last of this kind (default: whichever came last)").choices([
        "release",
        "drift",
      ]),
    )
    .option("-o, --output <file>", "where to (default: report.html in the state directory)")
    .action((options: { of?: RecordedRun["kind"]; output?: string }) => {
      const places = labPlaces();
      const run = lastRun(places, options.of);
      const file = resolve(options.output ?? join(places.state, "report.html"));
      try {
        writeFileSync(file, renderPage(reportData(run)));
      } catch (error) {
        throw new LabError(`cannot write ${file}: ${error instanceof Error ? error.message : ""}`, {
          allowed: "a file in a directory that is there",
          remedy: "./lab report --output FILE",
          cause: error,
        });
      }
      process.stdout.write(`${file}\n`);
    });
}
