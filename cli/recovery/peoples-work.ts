import { execa } from "execa";
import { join } from "node:path";
import type { Environment, LabPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";

/**
 * Saves what people made in a lab's Gitea, in the state directory, whether or not Gitea runs. Answers
 * sentences about what was saved, where, and what was not.
 *
 * @throws LabError when it cannot: nothing may be deleted then
 */
export async function saveEverything(
  places: LabPlaces,
  env: Environment,
  namePrefix: string,
): Promise<string[]> {
  const program = join(places.project, "components", "peoples-work", "save.ts");
  const { failed, stdout, stderr } = await execa(
    process.execPath,
    // Node calls its SQLite experimental at every start.
    ["--disable-warning=ExperimentalWarning", program, `${namePrefix}-gitea`, "everything"],
    {
      env: { ...env, FLUXLAB_STATE: places.state },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    },
  );
  if (failed) {
    throw new LabError(`nothing was deleted: ${stderr.split("\nto delete it")[0] ?? ""}`, {
      remedy: "./lab down again, or without saving: ./lab down --keep-nothing",
    });
  }
  return stdout.split("\n").filter((line) => line !== "");
}
