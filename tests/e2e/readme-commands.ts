import { readFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "./test-lab.ts";

/** The commands that a section of the README shows, block by block, without their prompts. */
export function readmeCommands(heading: string): string[] {
  const readme = readFileSync(join(project, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^```console\n([^]*?)^```$/gm)].map(([, block = ""]) =>
    [...block.matchAll(/^\$ (.*)$/gm)].map(([, command = ""]) => command).join("\n"),
  );
}
