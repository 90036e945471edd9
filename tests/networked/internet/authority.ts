import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** A certificate authority of the box's own, and one certificate for all of its sites. */
export interface Authority {
  /** PEM. */
  readonly root: string;
  /** PEM of the sites' certificate and of its key. */
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority that vouches for `hosts` for a day, with openssl in `directory`. */
export async function createAuthority(
  directory: string,
  hosts: readonly string[],
): Promise<Authority> {
  await mkdir(directory, { recursive: true });
  const openssl = (...args: string[]): Promise<unknown> =>
    execa("openssl", args, { cwd: directory });
  const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(
    ...["req", "-x509", ...elliptic, "-days", "1", "-subj", "/CN=fluxlab's internet in a box"],
    ...["-addext", "keyUsage=critical,keyCertSign", "-keyout", "root.key", "-out", "root.pem"],
  );
  await openssl(
    ...["req", ...elliptic, "-subj", "/CN=sites of the box"],
    ...["-keyout", "sites.key", "-out", "sites.request"],
  );
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  await writeFile(
    join(directory, "extensions"),
    `basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${names}\n`,
  );
  await openssl(
    ...["x509", "-req", "-in", "sites.request", "-CA", "root.pem", "-CAkey", "root.key"],
    ...["-CAcreateserial", "-days", "1", "-extfile", "extensions", "-out", "sites.pem"],
  );
  const read = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
  return {
    root: await read("root.pem"),
    certificate: await read("sites.pem"),
    key: await read("sites.key"),
  };
}
