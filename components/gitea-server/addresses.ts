import { addressAt, parseSubnet, size } from "../settings/subnet.ts";

/** Who has which address in the lab's network. */
export interface LabAddresses {
  gateway: string;
  /** Fixed, so that what clusters know of Gitea survives a reboot. */
  gitea: string;
  /** Where Docker takes the addresses of everything else from, in CIDR form. */
  dynamicRange: string;
}

/**
 * Divides the subnet: gateway and Gitea in the lower half, all that Docker assigns in the upper.
 *
 * @throws when the text is no subnet that settings accept
 */
export function labAddresses(networkSubnet: string): LabAddresses {
  const subnet = parseSubnet(networkSubnet);
  if (!subnet) {
    throw new Error(`networkSubnet ${networkSubnet} is no private IPv4 subnet, /16 to /27`);
  }
  return {
    gateway: addressAt(subnet, 1),
    gitea: addressAt(subnet, 2),
    dynamicRange: `${addressAt(subnet, size(subnet) / 2)}/${subnet.prefix + 1}`,
  };
}
