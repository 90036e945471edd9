import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { subnetOf } from "./subnet.ts";

/** A network that the machine reaches, other than the whole internet. */
export interface HostRoute {
  /** The interface, such as `eth0`. */
  device: string;
  /** In CIDR form. */
  subnet: string;
}

/** From the machine's interfaces, and from its routes where /proc has them (Linux). IPv4 only. */
export async function readHostRoutes(): Promise<HostRoute[]> {
  const table = await readFile("/proc/net/route", "utf8").catch(() => "");
  const all = [...interfaceRoutes(), ...parseRoutes(table)];
  return all.filter(
    ({ device, subnet }, index) =>
      index === all.findIndex((other) => other.device === device && other.subnet === subnet),
  );
}

function interfaceRoutes(): HostRoute[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.flatMap(({ internal, cidr }) => {
      const subnet = internal || cidr === null ? undefined : subnetOf(cidr);
      return subnet === undefined ? [] : [{ device, subnet }];
    }),
  );
}

/** Reads /proc/net/route: addresses and masks are hexadecimal, least significant byte first. */
export function parseRoutes(table: string): HostRoute[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [device = "", destination = "", , , , , , mask = ""] = line.split("\t");
      const bytes = (destination.trim().match(/../g) ?? []).map((byte) => parseInt(byte, 16));
      const ones = Number(`0x${mask.trim() || "0"}`)
        .toString(2)
        .replaceAll("0", "").length;
      // The default route leads everywhere.
      return bytes.length === 4 && ones > 0
        ? [{ device, subnet: `${bytes.reverse().join(".")}/${ones}` }]
        : [];
    });
}
