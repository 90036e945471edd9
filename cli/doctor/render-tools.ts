import { table } from "../terminal/table.ts";
import type { ToolDescription } from "../../toolchain/index.ts";

/** The parts of the toolchain as a table. */
export function renderTools(tools: readonly ToolDescription[]): string {
  const rows = tools.map(({ title, version, present, origin, seconds }) => [
    title.replace(` ${version}`, ""),
    version,
    present ? whence[origin ?? "source"] : "missing",
    present && seconds !== undefined && seconds >= 1 ? `made in ${seconds.toFixed(0)} s` : "",
  ]);
  return table([["PART", "VERSION", "FROM", ""], ...rows]);
}

const whence: Record<NonNullable<ToolDescription["origin"]>, string> = {
  PATH: "PATH",
  release: "its project's release",
  registry: "an image registry",
  package: "a package registry",
  source: "built from source",
  project: "this project",
};
