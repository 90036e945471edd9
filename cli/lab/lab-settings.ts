import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { LabError } from "../terminal/lab-error.ts";
import type { LabPlaces } from "./lab-environment.ts";

/** The settings that tell which things in Docker belong to the lab. */
export interface LabSettings {
  readonly namePrefix: string;
  readonly clusters: readonly string[];
}

/**
 * Reads them as Pulumi would, without Pulumi: teardown has to work when nothing else does.
 * Answers the defaults of Pulumi.yaml for what the stack's file does not say. Of a file that is no
 * YAML only the prefix is read, and it is said on stderr.
 */
export function readLabSettings(places: LabPlaces): LabSettings {
  const { values, problem } = readSettingsAnyway(places);
  if (problem !== undefined) {
    process.stderr.write(`lab: ${problem.message}; going on from the state and Docker's labels\n`);
  }
  const { namePrefix, clusters } = values;
  return {
    namePrefix: typeof namePrefix === "string" ? namePrefix : "fluxlab",
    clusters: Array.isArray(clusters) ? clusters.filter((entry) => typeof entry === "string") : [],
  };
}

/**
 * Every setting by its name without the project's, unchecked.
 *
 * @throws LabError with file and line when the stack's file is no YAML
 */
export function readSettingValues(places: LabPlaces): Record<string, unknown> {
  const { values, problem } = readSettingsAnyway(places);
  if (problem !== undefined) {
    throw problem;
  }
  return values;
}

/** The same, and what is wrong with the stack's file: then what it says is left out, but for the prefix. */
export function readSettingsAnyway(places: LabPlaces): {
  values: Record<string, unknown>;
  problem: LabError | undefined;
} {
  const path = join(places.project, `Pulumi.${places.stack}.yaml`);
  const project = readFileSync(join(places.project, "Pulumi.yaml"), "utf8");
  const stack = readIfThere(path);
  const problem = yamlProblem(stack, basename(path));
  if (problem === undefined) {
    return { values: parseSettingValues(project, stack), problem };
  }
  const [, namePrefix] = /^\s*(?:fluxlab:)?namePrefix:\s*["']?([a-z0-9-]+)/m.exec(stack) ?? [];
  const values = parseSettingValues(project, "");
  return { values: { ...values, ...(namePrefix !== undefined && { namePrefix }) }, problem };
}

/** What is wrong with the text of a stack's file, with file and line; undefined when it is YAML. */
export function yamlProblem(text: string, file: string): LabError | undefined {
  const lines = new LineCounter();
  const [error] = parseDocument(text, { lineCounter: lines }).errors;
  if (error === undefined) {
    return undefined;
  }
  const [what = ""] = error.message.split(/ at line \d/);
  return new LabError(`${file}:${lines.linePos(error.pos[0]).line} is not YAML: ${what}`, {
    remedy: `correct ${file}, beside Pulumi.yaml`,
  });
}

/** The same from the text of the two files. */
export function parseSettingValues(
  projectText: string,
  stackText: string,
): Record<string, unknown> {
  const project = record(parseDocument(projectText).toJS());
  const own = `${typeof project["name"] === "string" ? project["name"] : ""}:`;
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(record(project["config"]))) {
    values[name.replace(own, "")] = record(schema)["default"];
  }
  const stack = record(parseDocument(stackText).toJS());
  for (const [name, value] of Object.entries(record(stack["config"]))) {
    values[name.replace(own, "")] = fromText(value);
  }
  return values;
}

/** `pulumi config set` writes numbers, and lists, as text. */
function fromText(value: unknown): unknown {
  if (typeof value !== "string" || !/^([[{]|\d+$)/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
