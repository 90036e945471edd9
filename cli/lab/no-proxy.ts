import type { Environment } from "./lab-environment.ts";

const proxies = ["http_proxy", "https_proxy", "all_proxy"];

/**
 * The variables that keep proxies away from this machine's own addresses and the lab's network, in
 * both spellings: programs differ in which one they read. Nothing where there is no proxy.
 *
 * @param subnet of the lab's network; asked for only where there is a proxy
 */
export function noProxyVariables(env: Environment, subnet: () => string | undefined): Environment {
  const isSet = (name: string): boolean => (env[name] ?? "") !== "";
  if (!proxies.some((name) => isSet(name) || isSet(name.toUpperCase()))) {
    return {};
  }
  const own = [env["no_proxy"], env["NO_PROXY"]].flatMap((text) => (text ?? "").split(","));
  // Gitea and podinfo are at 127.0.0.1 and at names that end in .localhost.
  const near = ["localhost", ".localhost", "127.0.0.1", "::1", subnet() ?? ""];
  const all = [...own, ...near].map((entry) => entry.trim()).filter((entry) => entry !== "");
  const list = [...new Set(all)].join(",");
  return { no_proxy: list, NO_PROXY: list };
}
