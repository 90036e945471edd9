import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "./lab-environment.ts";

/**
 * What encrypts the secrets in a lab's state when nobody chose anything else. It protects nothing:
 * the state lies beside the clusters' kubeconfigs, which are plain text. See docs/adr/0005.
 */
export const documentedPassphrase = "fluxlab";

/** Where Pulumi keeps the lab's stack, and what it needs to read it. */
export interface PulumiBackend {
  /** As PULUMI_BACKEND_URL has it. */
  readonly url: string;
  /** Directory of the state when it is on this machine; undefined for any other backend. */
  readonly directory: string | undefined;
  /** The user's own choice; otherwise it is the lab's, in its state directory. */
  readonly chosen: boolean;
}

/** The backend that the user's environment names, else the lab's own, which Pulumi.yaml names too. */
export function pulumiBackend(state: string, env: Environment): PulumiBackend {
  const named = env["PULUMI_BACKEND_URL"] ?? "";
  if (named === "") {
    const directory = join(state, "backend");
    // As a URL: a # or % in the path would end or change it.
    return { url: pathToFileURL(directory).href, directory, chosen: false };
  }
  return { url: named, directory: directoryOf(named), chosen: true };
}

/** The variables that make Pulumi use it. */
export function backendVariables(
  backend: PulumiBackend,
  state: string,
  env: Environment,
): Environment {
  const file = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  const known = env["PULUMI_CONFIG_PASSPHRASE"];
  // Who has logged in somewhere needs the credentials in Pulumi's usual place.
  const ownHome = backend.directory !== undefined || env["PULUMI_ACCESS_TOKEN"] !== undefined;
  return {
    PULUMI_BACKEND_URL: backend.url,
    PULUMI_HOME: ownHome ? join(state, "pulumi-home") : env["PULUMI_HOME"],
    PULUMI_ACCESS_TOKEN: env["PULUMI_ACCESS_TOKEN"],
    PULUMI_CONFIG_PASSPHRASE: known ?? (file === undefined ? documentedPassphrase : undefined),
    PULUMI_CONFIG_PASSPHRASE_FILE: known === undefined ? file : undefined,
    // The stack's file need not have the salt: the state has it.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
  };
}

function directoryOf(url: string): string | undefined {
  const path = /^file:\/\/([^?]*)/.exec(url)?.[1];
  const decoded = path?.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeURIComponent);
  return decoded?.replace(/^~(?=\/|$)/, homedir());
}
