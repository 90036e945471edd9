import { fetch } from "undici";
import { outgoing } from "../../components/parts/outgoing.ts";
import { reason } from "../fetch/download.ts";
import { assetUrl } from "../fetch/release.ts";
import { tools } from "../versions.ts";

/** Whether a release site can be used from here. */
export interface SiteAnswer {
  /** Its host. */
  readonly site: string;
  /** Why not; undefined when it can. */
  readonly problem: string | undefined;
}

/** How long the sites have, in ms: behind a filter there is often no answer at all. */
const limit = 5000;

/** Something that each site has. */
const addresses = [tools.k3d.release.url, tools.kubectl.release.checksums];

/** Asks all sites at once, until one of them answers well, or all have, or the time is up. */
export async function askReleaseSites(
  urls: readonly string[] = addresses.map((template) => assetUrl(template)),
  milliseconds = limit,
): Promise<SiteAnswer[]> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(milliseconds)]);
  const answers = urls.map((url) => ask(url, signal));
  const good = answers.map(async (answer) => {
    const { problem } = await answer;
    if (problem !== undefined) {
      throw new Error(problem);
    }
    done.abort(new Error("another site answered"));
  });
  await Promise.allSettled(good);
  return Promise.all(answers);
}

/** A filter answers too, with 403 or a page of its own; a site that redirects is itself. */
async function ask(url: string, signal: AbortSignal): Promise<SiteAnswer> {
  const site = new URL(url).host;
  const dispatcher = outgoing(url);
  try {
    const { status } = await fetch(url, { method: "HEAD", redirect: "manual", signal, dispatcher });
    const isThere = (status >= 200 && status < 400) || status === 429;
    return { site, problem: isThere ? undefined : `HTTP ${status}` };
  } catch (error) {
    return { site, problem: plain(error as Error) };
  } finally {
    await dispatcher.destroy();
  }
}

function plain(error: Error): string {
  const { code } = (error.cause ?? {}) as { code?: string };
  if (error.name === "TimeoutError") {
    return "no answer in time";
  }
  return code === "ENOTFOUND" || code === "EAI_AGAIN"
    ? "its name is not known here"
    : reason(error);
}
