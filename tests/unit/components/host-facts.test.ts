import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostFacts } from "../../../components/settings/host.ts";
import { parseRoutes } from "../../../components/settings/host-routes.ts";
import { readSlots } from "../../../components/settings/slots.ts";
import { freeSubnet, subnetOf } from "../../../components/settings/subnet.ts";

const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
wg0\t0100080A\t00000000\t0001\t0\t0\t0\tFFFFFFFF\t0\t0\t0
`;

test("routes are read from /proc/net/route, without the default one", () => {
  expect(parseRoutes(table)).toEqual([
    { device: "eth0", subnet: "192.0.2.0/24" },
    { device: "tun0", subnet: "10.0.0.0/8" },
    { device: "wg0", subnet: "10.8.0.1/32" },
  ]);
  expect(parseRoutes("")).toEqual([]);
});

test("an address is in its subnet", () => {
  expect(subnetOf("192.168.1.7/24")).toBe("192.168.1.0/24");
  expect(subnetOf("fe80::1/64")).toBeUndefined();
});

test("a free subnet overlaps nothing that is taken", () => {
  expect(freeSubnet([])).toBe("10.213.7.0/24");
  expect(freeSubnet(["10.0.0.0/8"])).toBe("172.31.213.0/24");
  expect(freeSubnet(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])).toBeUndefined();
});

test("slots are those of the files that the create script keeps", () => {
  const state = mkdtempSync(join(tmpdir(), "fluxlab slots "));
  expect(readSlots(state)).toEqual({});
  mkdirSync(join(state, "slots"));
  writeFileSync(join(state, "slots", "3"), "core-app\n");
  writeFileSync(join(state, "slots", "other"), "x\n");
  expect(readSlots(state)).toEqual({ "core-app": 3 });
  rmSync(state, { recursive: true });
});

test("a machine without Docker has facts too", () => {
  const module = join(__dirname, "../../../components/settings/host.ts");
  const program = `
    const { readHostFacts } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(await readHostFacts("fluxlab", [])));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    env: { PATH: "/nowhere" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const facts = JSON.parse(said) as HostFacts;
  expect(facts).toMatchObject({ networks: [], ownContainers: [], ownPorts: [], busyPorts: [] });
  expect(facts.availableMemory).toBeGreaterThan(0);
});
