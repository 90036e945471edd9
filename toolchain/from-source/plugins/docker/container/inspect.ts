/** What the Engine says of a container, as far as this plugin looks. */
export interface ContainerInspect {
  Id: string;
  Name: string;
  State: {
    Status: string;
    Running: boolean;
    ExitCode: number;
    Error: string;
    Health?: { Status: string; Log: { ExitCode: number; Output: string }[] | null };
  };
  Config: {
    Hostname: string;
    Image: string;
    Tty: boolean;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
  };
  HostConfig: {
    IpcMode: string;
    LogConfig: { Type: string };
    RestartPolicy: { Name: string; MaximumRetryCount: number };
    Runtime: string;
  };
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
    Networks: Record<string, Endpoint>;
  };
}

interface Endpoint {
  NetworkID: string;
  IPAddress: string;
  IPPrefixLen: number;
  Gateway: string;
  GlobalIPv6Address: string;
  GlobalIPv6PrefixLen: number;
  IPv6Gateway: string;
  MacAddress: string;
  IPAMConfig: { IPv4Address?: string } | null;
}
