import type { Properties } from "@fluxlab/provider-server";
import type { ContainerInputs, NetworkAttachment, Port } from "./inputs.ts";
import type { ContainerInspect } from "./inspect.ts";

function attachmentNow(
  given: NetworkAttachment,
  found: ContainerInspect,
): NetworkAttachment | undefined {
  const entry = Object.entries(found.NetworkSettings.Networks).find(
    ([name, endpoint]) => name === given.name || endpoint.NetworkID === given.name,
  );
  if (entry === undefined) {
    return undefined;
  }
  const address = entry[1].IPAMConfig?.IPv4Address;
  return given.ipv4Address === undefined || address === undefined
    ? given
    : { ...given, ipv4Address: address };
}

/** Whether the inputs want the container to run. */
export function wantsRunning({ mustRun, start }: ContainerInputs): boolean {
  return mustRun !== false && start !== false;
}

/**
 * The inputs with what can have changed behind the program's back: the restart policy,
 * the networks it is attached to, its name, and whether it runs. A container that should run
 * and does not reads as `mustRun: false`, so that the next update starts it.
 */
export function inputsNow(found: ContainerInspect, given: ContainerInputs): ContainerInputs {
  const { RestartPolicy } = found.HostConfig;
  const networks = given.networksAdvanced?.flatMap((one) => attachmentNow(one, found) ?? []);
  const restart = RestartPolicy.Name === "" ? "no" : RestartPolicy.Name;
  return {
    ...given,
    name: found.Name.replace(/^\//, ""),
    ...(networks === undefined ? {} : { networksAdvanced: networks }),
    ...(restart === (given.restart ?? "no") ? {} : { restart }),
    ...(wantsRunning(given) && !found.State.Running ? { mustRun: false } : {}),
  };
}

/** The inputs of a container that is being imported, as far as they can be told from outside. */
export function inputsOfImport(found: ContainerInspect): ContainerInputs {
  const networks = Object.entries(found.NetworkSettings.Networks).map(([name, endpoint]) => ({
    name,
    ...(endpoint.IPAMConfig?.IPv4Address === undefined
      ? {}
      : { ipv4Address: endpoint.IPAMConfig.IPv4Address }),
  }));
  return inputsNow(found, { name: "", image: found.Config.Image, networksAdvanced: networks });
}

function portNow(port: Port, found: ContainerInspect): Port {
  const key = `${String(port.internal)}/${port.protocol ?? "tcp"}`;
  const external = found.NetworkSettings.Ports?.[key]?.[0]?.HostPort;
  return external === undefined || port.external !== undefined
    ? port
    : { ...port, external: Number(external) };
}

function networkDatas(found: ContainerInspect): Properties[] {
  return Object.entries(found.NetworkSettings.Networks)
    .sort(([one], [two]) => one.localeCompare(two))
    .map(([networkName, endpoint]) => ({
      networkName,
      gateway: endpoint.Gateway,
      globalIpv6Address: endpoint.GlobalIPv6Address,
      globalIpv6PrefixLength: endpoint.GlobalIPv6PrefixLen,
      ipAddress: endpoint.IPAddress,
      ipPrefixLength: endpoint.IPPrefixLen,
      ipv6Gateway: endpoint.IPv6Gateway,
      macAddress: endpoint.MacAddress,
    }));
}

/** Names of the outputs that {@link outputsOf} adds where the program gives no input. */
export const COMPUTED = [
  "bridge",
  "command",
  "containerLogs",
  "entrypoints",
  "exitCode",
  "hostname",
  "ipcMode",
  "logDriver",
  "networkDatas",
  "runtime",
] as const;

/** The outputs of a container under their official names. */
export function outputsOf(found: ContainerInspect, inputs: ContainerInputs): Properties {
  const { ports } = inputs;
  const filledPorts = ports && { ports: ports.map((port) => ({ ...portNow(port, found) })) };
  return {
    command: found.Config.Cmd ?? [],
    entrypoints: found.Config.Entrypoint ?? [],
    hostname: found.Config.Hostname,
    ipcMode: found.HostConfig.IpcMode,
    logDriver: found.HostConfig.LogConfig.Type,
    runtime: found.HostConfig.Runtime,
    ...(inputs as unknown as Properties),
    ...filledPorts,
    bridge: "",
    containerLogs: "",
    exitCode: found.State.ExitCode,
    networkDatas: networkDatas(found),
  };
}
