import { getCACertificates } from "node:tls";
import { EnvHttpProxyAgent } from "undici";

/**
 * The way to other machines: through the proxies that http_proxy, https_proxy and no_proxy name, in
 * either spelling, which Node's own fetch asks for only with a variable of Node's; and with the
 * authorities that the system trusts besides Node's own, such as a company's. These take a while to
 * read, so they are left alone where `url` needs none.
 */
export function outgoing(url: string): EnvHttpProxyAgent {
  if (!url.startsWith("https:")) {
    return new EnvHttpProxyAgent();
  }
  const ca = [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
  const tls = { ca };
  return new EnvHttpProxyAgent({ connect: tls, requestTls: tls, proxyTls: tls });
}
