/**
 * What upstream has released, and which of the source-built things stands in for it in the box. The
 * versions on both sides differ where a module proxy does not serve what was released: the box
 * proves the way that a release comes, not what is in it.
 */

const podinfo = "ghcr.io/stefanprodan/podinfo";
const flux = "ghcr.io/fluxcd";

/** Versions in addresses. */
export const released = {
  pulumi: "3.259.0",
  pulumiKubernetes: "4.25.0",
  pulumiDocker: "5.2.0",
  pulumiCommand: "1.2.1",
  k3d: "5.8.3",
  kubernetes: "1.34.4",
  flux: "2.9.5",
  sops: "3.13.2",
} as const;

/** Later versions of podinfo that exist; their stand-in reports the version. */
export const laterPodinfos = ["6.9.4", "6.10.1"] as const;

/** The version of podinfo that was built, and the one whose program is made to report others. */
export const builtPodinfo = { version: "6.9.2", patched: "6.9.3-lab.1" } as const;

/** References on registries, with what was built under another tag. */
export const releasedUnder: Readonly<Record<string, string>> = {
  [`${flux}/notification-controller:v1.9.4`]: `${flux}/notification-controller:v1.9.3`,
  "rancher/mirrored-coredns-coredns:1.14.1": "rancher/mirrored-coredns-coredns:1.12.4",
  "traefik:v3.7.13": "traefik:v3.7.15",
};

/** References that exist nowhere but where they were built. */
export function isReleased(reference: string): boolean {
  return !/-lab\.\d+$|notification-controller:v1\.9\.3$/.test(reference);
}

/** podinfo's image. */
export function podinfoImage(version: string): string {
  return `${podinfo}:${version}`;
}
