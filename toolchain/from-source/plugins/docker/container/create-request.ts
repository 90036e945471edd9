import { labelMap } from "../labels.ts";
import { nanoseconds } from "./go-duration.ts";
import type {
  ContainerInputs,
  Healthcheck,
  Mount,
  NetworkAttachment,
  Port,
  VolumeMount,
} from "./inputs.ts";

const MEBIBYTE = 1024 * 1024;

function portKey({ internal, protocol }: Port): string {
  return `${String(internal)}/${protocol ?? "tcp"}`;
}

function portBindings(ports: readonly Port[]) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const binding = {
      HostIp: port.ip ?? "0.0.0.0",
      HostPort: port.external === undefined ? "" : String(port.external),
    };
    (bindings[portKey(port)] ??= []).push(binding);
  }
  return bindings;
}

function healthcheckRequest({ tests, interval, timeout, startPeriod, retries }: Healthcheck) {
  return {
    Test: tests,
    Interval: nanoseconds(interval ?? "0"),
    Timeout: nanoseconds(timeout ?? "0"),
    StartPeriod: nanoseconds(startPeriod ?? "0"),
    Retries: retries ?? 0,
  };
}

function mountRequest(mount: Mount) {
  const { bindOptions, tmpfsOptions, volumeOptions } = mount;
  return {
    Type: mount.type,
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.readOnly ?? false,
    BindOptions: bindOptions && { Propagation: bindOptions.propagation },
    TmpfsOptions: tmpfsOptions && { Mode: tmpfsOptions.mode, SizeBytes: tmpfsOptions.sizeBytes },
    VolumeOptions: volumeOptions && { NoCopy: volumeOptions.noCopy },
  };
}

function binds(volumes: readonly VolumeMount[]): string[] {
  return volumes.flatMap(({ hostPath, volumeName, containerPath = "", readOnly }) => {
    const source = hostPath ?? volumeName;
    return source === undefined ? [] : [`${source}:${containerPath}${readOnly ? ":ro" : ""}`];
  });
}

function anonymousVolumes(volumes: readonly VolumeMount[]): Record<string, object> {
  return Object.fromEntries(
    volumes
      .filter(
        ({ hostPath, volumeName, fromContainer }) => !(hostPath ?? volumeName ?? fromContainer),
      )
      .map(({ containerPath = "" }) => [containerPath, {}]),
  );
}

function volumesFrom(volumes: readonly VolumeMount[]): string[] {
  return volumes.flatMap(({ fromContainer, readOnly }) =>
    fromContainer === undefined ? [] : [`${fromContainer}${readOnly ? ":ro" : ""}`],
  );
}

/** How a container is attached to a network, as the Engine takes it. */
export function endpointRequest({ aliases, ipv4Address }: NetworkAttachment) {
  return {
    Aliases: aliases ?? [],
    IPAMConfig: ipv4Address === undefined ? undefined : { IPv4Address: ipv4Address },
  };
}

/** What can be changed while a container exists, as the Engine's update request. */
export function updateRequest({ restart = "no", maxRetryCount = 0 }: ContainerInputs) {
  const MaximumRetryCount = restart === "on-failure" ? maxRetryCount : 0;
  return { RestartPolicy: { Name: restart, MaximumRetryCount } };
}

/**
 * The container as the Engine's create request. It starts in the first of `networksAdvanced`, or by
 * `networkMode` where there is none; further networks are connected before it starts.
 */
export function createRequest(inputs: ContainerInputs) {
  const { ports = [], volumes = [], networksAdvanced = [] } = inputs;
  const [first] = networksAdvanced;
  return {
    Image: inputs.image,
    Hostname: inputs.hostname,
    User: inputs.user,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    WorkingDir: inputs.workingDir,
    Labels: labelMap(inputs.labels),
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Healthcheck: inputs.healthcheck && healthcheckRequest(inputs.healthcheck),
    ExposedPorts: Object.fromEntries(ports.map((port) => [portKey(port), {}])),
    Volumes: anonymousVolumes(volumes),
    HostConfig: {
      ...updateRequest(inputs),
      AutoRemove: inputs.rm ?? false,
      Binds: binds(volumes),
      CpuShares: inputs.cpuShares,
      ExtraHosts: inputs.hosts?.map(({ host, ip }) => `${host}:${ip}`),
      Init: inputs.init,
      Memory: inputs.memory && inputs.memory * MEBIBYTE,
      MemoryReservation: inputs.memoryReservation && inputs.memoryReservation * MEBIBYTE,
      Mounts: inputs.mounts?.map(mountRequest),
      NetworkMode: first?.name ?? inputs.networkMode ?? "default",
      PortBindings: portBindings(ports),
      Privileged: inputs.privileged ?? false,
      ReadonlyRootfs: inputs.readOnly ?? false,
      Tmpfs: inputs.tmpfs,
      VolumesFrom: volumesFrom(volumes),
    },
    NetworkingConfig: {
      EndpointsConfig: first === undefined ? {} : { [first.name]: endpointRequest(first) },
    },
  };
}
