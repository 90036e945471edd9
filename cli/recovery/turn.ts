import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LabPlaces } from "../lab/lab-environment.ts";
import { LabError } from "../terminal/lab-error.ts";

/** The file in the state directory that says which process changes the lab. */
export const turnFile = "at-work";

/**
 * Makes this process the only one that changes the lab, until it ends. Pulumi's own lock comes too
 * late: what is repaired before Pulumi runs would be repaired twice at once.
 *
 * @throws LabError when another `lab` is at work
 */
export function takeTurn(places: LabPlaces): void {
  const file = join(places.state, turnFile);
  mkdirSync(places.state, { recursive: true, mode: 0o700 });
  const holder = holderOf(file);
  if (holder !== undefined && isLab(holder)) {
    throw new LabError(`another ./lab is at work on this lab: process ${holder}`, {
      remedy: `wait for it, or: kill -INT ${holder}`,
    });
  }
  if (holder !== undefined) {
    rmSync(file, { force: true });
  }
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
    throw new LabError("another ./lab has begun to work on this lab at the same moment", {
      remedy: "wait for it, then the same command again",
    });
  }
  process.once("exit", () => {
    if (holderOf(file) === process.pid) {
      rmSync(file, { force: true });
    }
  });
}

/** The process that the file names; 0 when it names none, undefined when there is no file. */
function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || 0;
  } catch {
    return undefined;
  }
}

/** Whether a process of that number is a `lab`: numbers are given again. */
function isLab(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("cli/main.ts");
  } catch {
    return false;
  }
}
