import { Command, Option } from "commander";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { labPlaces } from "../lab/lab-environment.ts";
import { openLab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { renderReport } from "../report/report-file.ts";
import { lastRun, type RecordedRun } from "../report/runs.ts";
import { stackOutputs } from "../stack/stack.ts";
import { LiveDocument } from "../ui/live-document.ts";
import { setRuns } from "../ui/set-runs.ts";
import { takeSnapshot } from "../ui/take-snapshot.ts";

/** `lab report`. */
export function command(): Command {
  return new Command("report")
    .description("Write the page of ./lab ui with its data as one HTML file that needs no network")
    .addOption(
      new Option("--of <kind>", "only runs of this kind (default: all that are kept)").choices([
        "release",
        "drift",
      ]),
    )
    .option("-o, --output <file>", "where to (default: report.html in the state directory)")
    .action(async (options: { of?: RecordedRun["kind"]; output?: string }) => {
      const places = labPlaces();
      // Says what to do when there is nothing to report.
      lastRun(places, options.of);
      const document = new LiveDocument();
      setRuns(places, document, options.of);
      await addLab(document);
      const contents = { at: new Date().toISOString(), set: document.values() };
      document.close();
      const file = resolve(options.output ?? join(places.state, "report.html"));
      try {
        writeFileSync(file, renderReport(contents));
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

/** How the lab is, if there is one: runs outlive it. */
async function addLab(document: LiveDocument): Promise<void> {
  try {
    const lab = openLab();
    await takeSnapshot(lab, await stackOutputs(lab), document);
  } catch (error) {
    document.set("gone", { problem: error instanceof Error ? error.message : String(error) });
  }
}
