import { getCACertificates } from "node:tls";
import { EnvHttpProxyAgent } from "undici";

/**
 * The way to other machines: through the proxies that http_proxy, https_proxy and no_proxy name, in
 * either spelling, which Node's own fetch asks for only with a variable of Node's; and with the
 * authorities that the system trusts besides Node's own, such as a company's.
 */
export function outgoing(): EnvHttpProxyAgent {
  const ca = [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
  return new EnvHttpProxyAgent({ connect: { ca }, requestTls: { ca }, proxyTls: { ca } });
}
