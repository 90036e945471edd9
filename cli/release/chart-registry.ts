import { parse } from "yaml";
import { LabError } from "../terminal/lab-error.ts";

/** The podinfo versions in the lab's own chart registry, newest first as the registry lists them. */
export async function availableVersions(giteaUrl: string): Promise<string[]> {
  const url = `${giteaUrl}/api/packages/charts/helm/index.yaml`;
  let text: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    text = await response.text();
  } catch (error) {
    throw new LabError(
      `the chart registry does not answer: ${url}: ${error instanceof Error ? error.message : String(error)}`,
      { remedy: "./lab up", cause: error },
    );
  }
  return podinfoVersions(text);
}

/** The podinfo versions of a Helm repository index. */
export function podinfoVersions(index: string): string[] {
  const { entries } = (parse(index) ?? {}) as {
    entries?: Record<string, { version?: string }[] | undefined>;
  };
  return (entries?.["podinfo"] ?? []).flatMap(({ version }) => version ?? []);
}

/** Throws, with the list, unless the version is one of those. */
export function requireVersion(version: string, available: readonly string[]): void {
  if (!available.includes(version)) {
    throw new LabError(`podinfo ${version} is not in the lab's chart registry`, {
      allowed: available.join(", ") || "nothing: the registry is empty",
      remedy: `./lab release ${available[0] ?? "VERSION"}`,
    });
  }
}
