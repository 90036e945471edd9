import { Command } from "commander";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { labPlaces, scrub } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";
import { createProgress } from "../terminal/progress.ts";
import { prepareToolchain } from "../tools/prepare-toolchain.ts";
import { lackOfMeans, lackOfRights } from "../../tests/networked/why-no-box.ts";
import { ensureCommands, testCommands, type Progress } from "../../toolchain/index.ts";

/** Tests by what became of them. */
interface Counted {
  passed: number;
  failed: number;
  skipped: number;
}

type Kind = keyof typeof testCommands;

const kinds = Object.keys(testCommands) as Kind[];

/** `lab test`. */
export function command(): Command {
  return new Command("test")
    .description("Run the tests: unit (seconds, no Docker), e2e (labs of their own), or both")
    .usage("[static|unit|e2e|networked] [jest arguments...]")
    .argument(
      "[kind]",
      "unit, e2e, networked for an internet in a box, or static for lint and types; default unit and e2e",
    )
    .argument("[args...]", "for jest, unchanged")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (name: string | undefined, args: string[]) => {
      const kind = kinds.find((known) => known === name);
      if (name !== undefined && kind === undefined) {
        throw new LabError(`there are no tests of kind "${name}"`, {
          allowed: kinds.join(", "),
          remedy: "./lab test unit",
        });
      }
      process.exitCode =
        kind === "static"
          ? await checkStatically()
          : await runTests(kind === undefined ? ["unit", "e2e"] : [kind], args);
    });
}

async function checkStatically(): Promise<number> {
  await ensureCommands(testCommands.static, createProgress());
  for (const script of ["lint", "typecheck"]) {
    const exitCode = await run(["--run", script]);
    if (exitCode !== 0) {
      return exitCode;
    }
  }
  return 0;
}

/** Ends with a line that counts. */
async function runTests(projects: readonly Kind[], args: readonly string[]): Promise<number> {
  const progress = createProgress();
  if (projects.some((project) => project !== "unit")) {
    await prepareToolchain({}, progress);
  }
  const total: Counted = { passed: 0, failed: 0, skipped: 0 };
  let exitCode = 0;
  for (const project of projects) {
    const reason = project === "networked" ? await whyNoBox(progress) : undefined;
    if (reason !== undefined) {
      process.stderr.write(`skipped: the tests with an internet in a box. ${reason}\n`);
      total.skipped += 1;
      continue;
    }
    await ensureCommands(testCommands[project], progress);
    const result = await runJest(project, args);
    exitCode ||= result.exitCode;
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
  }
  const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return exitCode;
}

/** Why this machine cannot have an internet in a box, as a sentence. */
async function whyNoBox(progress: Progress): Promise<string | undefined> {
  const reason = lackOfRights();
  if (reason !== undefined) {
    return reason;
  }
  await ensureCommands(testCommands.networked, progress);
  return lackOfMeans();
}

async function runJest(
  project: string,
  args: readonly string[],
): Promise<Counted & { exitCode: number }> {
  const jest = join(labPlaces().project, "node_modules/jest/bin/jest.js");
  const directory = mkdtempSync(join(tmpdir(), "fluxlab-jest-"));
  const file = join(directory, "results.json");
  const serial = project === "unit" ? [] : ["--runInBand", "--verbose"];
  try {
    const exitCode = await run([
      ...[jest, ...serial, "--json", "--outputFile", file, ...args],
      // Last, because it takes every word that follows it for a project.
      ...["--selectProjects", project],
    ]);
    const counts = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = counts;
    const { numRuntimeErrorTestSuites = 0 } = counts;
    // A file of tests that cannot be loaded counts as one that failed.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { exitCode, passed: numPassedTests, failed, skipped: numPendingTests };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs Node in the checkout; what it starts finds the same Node. */
async function run(args: readonly string[]): Promise<number> {
  const environment = scrub(process.env);
  const path = [dirname(process.execPath), environment["PATH"]].join(delimiter);
  const { exitCode } = await execa(process.execPath, args, {
    cwd: labPlaces().project,
    env: { ...environment, PATH: path },
    extendEnv: false,
    // jest's JSON would come on standard output; what people read comes on standard error.
    stdio: ["inherit", args[0] === "--run" ? "inherit" : "ignore", "inherit"],
    reject: false,
  });
  return exitCode ?? 1;
}
