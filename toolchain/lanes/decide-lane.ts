import { ToolchainError } from "../toolchain-error.ts";
import type { LaneName } from "./lane.ts";
import { laneNamed } from "./lanes.ts";
import { askReleaseSites, type SiteAnswer } from "./release-sites.ts";

/** A lane, and why it is that one, in words for the user. */
export interface LaneChoice {
  readonly name: LaneName;
  readonly why: string;
}

/**
 * The lane that FLUXLAB_LANE names, if any.
 * @throws ToolchainError when there is no lane of that name
 */
export function wishedLane(env: NodeJS.ProcessEnv = process.env): LaneName | undefined {
  const wish = env["FLUXLAB_LANE"] ?? "";
  if (wish === "" || wish === "released" || wish === "source") {
    return wish === "" ? undefined : wish;
  }
  throw new ToolchainError(
    `FLUXLAB_LANE is ${JSON.stringify(wish)}. Allowed: released, source, or nothing: then what this ` +
      "machine reaches decides. Type: unset FLUXLAB_LANE",
  );
}

/**
 * Decides how this machine gets its toolchain: as the user says, else released as soon as one
 * release site answers, else built from source.
 * @param settled the lane used so far, which is kept
 * @param ask asks the release sites
 * @throws ToolchainError when it can be had in neither way
 */
export async function decideLane(
  env: NodeJS.ProcessEnv = process.env,
  settled?: LaneName,
  ask: () => Promise<readonly SiteAnswer[]> = () => askReleaseSites(),
  impossible = (name: LaneName) => laneNamed(name).impossible(),
): Promise<LaneChoice> {
  const wish = wishedLane(env);
  if (wish !== undefined) {
    const why = impossible(wish);
    if (why !== undefined) {
      throw new ToolchainError(`This machine cannot go that way: ${why}.`);
    }
    return { name: wish, why: "as you asked" };
  }
  if (settled !== undefined && impossible(settled) === undefined) {
    return { name: settled, why: "as before" };
  }
  const answers = await ask();
  const reached = answers.filter(({ problem }) => problem === undefined);
  if (reached.length > 0) {
    return { name: "released", why: `${reached.map(({ site }) => site).join(", ")} answers` };
  }
  const silent = answers.map(({ site, problem }) => `${site}: ${problem ?? ""}`).join("; ");
  const why = impossible("source");
  if (why !== undefined) {
    throw new ToolchainError(
      `No release site answers (${silent}), and ${why}.\nConnect this machine, or name a proxy in ` +
        "https_proxy, and try again. Where sites only answer slowly: FLUXLAB_LANE=released",
    );
  }
  return { name: "source", why: `no release site answers (${silent})` };
}
