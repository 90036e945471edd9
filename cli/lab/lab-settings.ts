import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { LabPlaces } from "./lab-environment.ts";

/** The settings that tell which things in Docker belong to the lab. */
export interface LabSettings {
  readonly namePrefix: string;
  readonly clusters: readonly string[];
}

/**
 * Reads them as Pulumi would, without Pulumi: teardown has to work when nothing else does.
 * Answers the defaults of Pulumi.yaml for what the stack's file does not say.
 */
export function readLabSettings(places: LabPlaces): LabSettings {
  const { namePrefix, clusters } = readSettingValues(places);
  return {
    namePrefix: typeof namePrefix === "string" ? namePrefix : "fluxlab",
    clusters: Array.isArray(clusters) ? clusters.filter((entry) => typeof entry === "string") : [],
  };
}

/** Every setting by its name without the project's, unchecked. */
export function readSettingValues(places: LabPlaces): Record<string, unknown> {
  return parseSettingValues(
    readFileSync(join(places.project, "Pulumi.yaml"), "utf8"),
    readIfThere(join(places.project, `Pulumi.${places.stack}.yaml`)),
  );
}

/** The same from the text of the two files. */
export function parseSettingValues(
  projectText: string,
  stackText: string,
): Record<string, unknown> {
  const project = record(parse(projectText));
  const own = `${typeof project["name"] === "string" ? project["name"] : ""}:`;
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(record(project["config"]))) {
    values[name.replace(own, "")] = record(schema)["default"];
  }
  for (const [name, value] of Object.entries(record(record(parse(stackText))["config"]))) {
    values[name.replace(own, "")] = fromText(value);
  }
  return values;
}

/** `pulumi config set` writes numbers, and `--path`-less lists, as text. */
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
