import { execa } from "execa";
import { tools, images } from "../versions.ts";
import { assetUrl } from "../fetch/release.ts";

/** What this machine reaches besides package registries. */
export interface Reach {
  /** Release sites: the projects' own binaries can be fetched. */
  readonly releases: boolean;
  /** Image registries: Docker can pull. */
  readonly images: boolean;
}

/** Nothing but package registries. */
export const registriesOnly: Reach = { releases: false, images: false };

/** How long each question may take, in ms: a machine behind a filter often gets no answer at all. */
const limit = 3000;

/**
 * Asks once, both questions at the same time, within about three seconds. FLUXLAB_REGISTRIES_ONLY=1
 * answers no without asking.
 */
export async function decideReach(env: NodeJS.ProcessEnv = process.env): Promise<Reach> {
  if ((env["FLUXLAB_REGISTRIES_ONLY"] ?? "") !== "") {
    return registriesOnly;
  }
  const [releases, pulls] = await Promise.all([
    answers(assetUrl(tools.k3d.release.url)),
    dockerPulls(images.pause),
  ]);
  return { releases, images: pulls };
}

/** Whether the address answers a HEAD request well within `milliseconds`. */
export async function answers(url: string, milliseconds = limit): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(milliseconds),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether Docker can pull: its daemon may reach other places than this process. */
async function dockerPulls(reference: string): Promise<boolean> {
  const result = await execa("docker", ["pull", "--quiet", reference], {
    timeout: limit,
    forceKillAfterDelay: 500,
    reject: false,
    stdio: "ignore",
  });
  return !result.failed;
}
