import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { LabPlaces } from "./environment.ts";

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
  return parseLabSettings(
    readFileSync(join(places.project, "Pulumi.yaml"), "utf8"),
    readIfThere(join(places.project, `Pulumi.${places.stack}.yaml`)),
  );
}

/** The same from the text of the two files. */
export function parseLabSettings(projectText: string, stackText: string): LabSettings {
  const project = record(parse(projectText));
  const name = typeof project["name"] === "string" ? project["name"] : "fluxlab";
  const schema = record(project["config"]);
  const values = record(record(parse(stackText))["config"]);
  const setting = (key: string): unknown => {
    const qualified = `${name}:${key}`;
    return values[qualified] ?? values[key] ?? record(schema[qualified] ?? schema[key])["default"];
  };
  const prefix = setting("namePrefix");
  const clusters = setting("clusters");
  return {
    namePrefix: typeof prefix === "string" ? prefix : "fluxlab",
    clusters: Array.isArray(clusters) ? clusters.filter((entry) => typeof entry === "string") : [],
  };
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
