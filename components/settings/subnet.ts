/** An IPv4 subnet: its first address as a number, and the length of its prefix in bits. */
export interface Subnet {
  first: number;
  prefix: number;
}

/**
 * Networks inside every cluster. Nodes on one of them could not tell each other from pods.
 * Source: cluster-cidr and service-cidr in the documentation of k3s.
 */
export const clusterNetworks = [
  { subnet: "10.42.0.0/16", use: "pods" },
  { subnet: "10.43.0.0/16", use: "Services" },
] as const;

/** Reads `A.B.C.D/N`; undefined unless it is a private subnet, /16 to /27, that begins at its first address. */
export function parseSubnet(text: string): Subnet | undefined {
  const subnet = parseCidr(text);
  if (!subnet || subnet.prefix < 16 || subnet.prefix > 27) {
    return undefined;
  }
  const aligned = subnet.first % size(subnet) === 0;
  return aligned && privateSubnets.some((range) => contains(range, subnet)) ? subnet : undefined;
}

/** Whether two subnets in CIDR form share an address; false where one is no IPv4 subnet. */
export function subnetsOverlap(one: string, other: string): boolean {
  const a = parseCidr(one);
  const b = parseCidr(other);
  return a !== undefined && b !== undefined && (contains(a, b) || contains(b, a));
}

/** The subnet that an address with the length of its prefix is in, such as `192.168.1.7/24`. */
export function subnetOf(address: string): string | undefined {
  const parsed = parseCidr(address);
  if (parsed === undefined) {
    return undefined;
  }
  const first = parsed.first - (parsed.first % size(parsed));
  return `${addressAt({ ...parsed, first }, 0)}/${parsed.prefix}`;
}

/** A /24 for the lab that overlaps none of those; undefined when all that come to mind are taken. */
export function freeSubnet(taken: readonly string[]): string | undefined {
  const candidates = ["10.213.7.0/24", "172.31.213.0/24", "192.168.213.0/24", "10.113.7.0/24"];
  return candidates.find((subnet) => !taken.some((other) => subnetsOverlap(subnet, other)));
}

/** The dotted address at a distance from the subnet's first one. */
export function addressAt(subnet: Subnet, offset: number): string {
  const address = subnet.first + offset;
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

/** How many addresses the subnet has. */
export function size(subnet: Subnet): number {
  return 2 ** (32 - subnet.prefix);
}

function parseCidr(text: string): Subnet | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) {
    return undefined;
  }
  return { first: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

function contains(outer: Subnet, inner: Subnet): boolean {
  return inner.first >= outer.first && inner.first + size(inner) <= outer.first + size(outer);
}

/** Source: RFC 1918. */
const privateSubnets = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(
  (text) => parseCidr(text) as Subnet,
);
