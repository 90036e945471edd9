import type { Properties } from "@fluxlab/provider-server";

/** Where Gitea is and what proves who asks. */
export interface Connection {
  /** Without a slash at the end. */
  baseUrl: string;
  username?: string | undefined;
  /** Value of the Authorization header. */
  authorization: string;
  /** Shell command that runs before repositories, organisations and users are deleted. */
  beforeDelete?: string | undefined;
}

/** Reads the provider's configuration. Throws one error with every problem, without any credential. */
export function connectionFrom(configuration: Properties): Connection {
  const { baseUrl, username, password, token, beforeDelete } = configuration as Record<
    string,
    string
  >;
  const problems = [];
  const url = URL.parse(baseUrl ?? "");
  if (!url || !/^https?:$/.test(url.protocol)) {
    problems.push("baseUrl is not an http or https URL, such as http://127.0.0.1:3000");
  } else if (url.username || url.password) {
    problems.push("baseUrl contains a credential: give username and password instead");
  }
  if (!token && !(username && password)) {
    problems.push("there is neither a token nor a username with its password");
  }
  if (problems.length > 0) {
    throw new Error(`the configuration of the gitea provider is wrong: ${problems.join("; ")}`);
  }
  const authorization =
    username && password
      ? `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`
      : `token ${String(token)}`;
  return { baseUrl: String(baseUrl).replace(/\/+$/, ""), username, authorization, beforeDelete };
}
