import { Command } from "commander";
import { join } from "node:path";
import { execa } from "execa";
import { labPlaces, scrub } from "../environment.ts";
import { LabError } from "../lab-error.ts";

const kinds = ["unit", "e2e"];

/** `lab test`. */
export function command(): Command {
  return new Command("test")
    .description("Run the tests: unit (seconds, no Docker), e2e (a lab of its own), or both")
    .usage("[unit|e2e] [jest arguments...]")
    .argument("[kind]", "unit or e2e; default both, unit first")
    .argument("[args...]", "for jest, unchanged")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (kind: string | undefined, args: string[]) => {
      if (kind !== undefined && !kinds.includes(kind)) {
        throw new LabError(`there are no tests of kind "${kind}"`, {
          allowed: kinds.join(", "),
          remedy: "./lab test unit",
        });
      }
      for (const project of kind === undefined ? kinds : [kind]) {
        const exitCode = await runJest(project, args);
        if (exitCode !== 0) {
          process.exitCode = exitCode;
          return;
        }
      }
    });
}

async function runJest(project: string, args: readonly string[]): Promise<number> {
  const { project: cwd } = labPlaces();
  const jest = join(cwd, "node_modules/jest/bin/jest.js");
  const serial = project === "e2e" ? ["--runInBand"] : [];
  const { exitCode } = await execa(
    process.execPath,
    // Last, because it takes every word that follows it for a project.
    [jest, ...serial, ...args, "--selectProjects", project],
    {
      cwd,
      env: scrub(process.env),
      extendEnv: false,
      stdio: "inherit",
      reject: false,
    },
  );
  return exitCode ?? 1;
}
