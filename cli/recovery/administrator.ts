import { isAdministrator } from "./damage.ts";
import { scriptEnvironment, textOutput, type StateExport } from "./deployed-state.ts";

/**
 * The URN of Gitea's administrator when Gitea does not know the password any more: with it everything
 * else in Gitea is read, so no refresh gets further. Undefined when all is well or Gitea is silent.
 */
export async function lockedOut(state: StateExport): Promise<string | undefined> {
  const resources = state.deployment.resources ?? [];
  const account = resources.find(isAdministrator);
  const password = textOutput(account, "stdout");
  const provider = resources.find(({ type }) => type === "pulumi:providers:gitea");
  const url = provider?.inputs?.["baseUrl"];
  if (account === undefined || password === undefined || typeof url !== "string") {
    return undefined;
  }
  const pair = `${String(scriptEnvironment(account)["ADMINISTRATOR"])}:${password}`;
  try {
    const response = await fetch(`${url}/api/v1/user`, {
      headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
      signal: AbortSignal.timeout(5000),
    });
    return response.status === 401 || response.status === 403 ? account.urn : undefined;
  } catch {
    return undefined;
  }
}
