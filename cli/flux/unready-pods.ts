/** What of a pod tells why it is not ready. */
interface Pod {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly state?: {
        readonly waiting?: { readonly reason?: string; readonly message?: string };
        readonly terminated?: { readonly reason?: string; readonly exitCode: number };
      };
    }[];
  };
}

/** A line for each container that is not ready, and for each pod that has none yet. */
export function describeUnreadyPods(pods: readonly Pod[]): string[] {
  return pods
    .filter(({ status }) => status?.phase !== "Succeeded")
    .flatMap(({ metadata, status }) => {
      const title = `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
      const containers = status?.containerStatuses ?? [];
      if (containers.length === 0) {
        const unmet = status?.conditions?.find((condition) => condition.status === "False");
        return [`${title} ${status?.phase ?? ""}: ${unmet?.message ?? "has no container yet"}`];
      }
      return containers
        .filter(({ ready }) => !ready)
        .map(({ name, state }) => {
          const { waiting, terminated } = state ?? {};
          const ended = terminated && `ended with exit code ${terminated.exitCode}`;
          const reason = waiting?.reason ?? terminated?.reason ?? "runs, but is not ready";
          const detail = waiting?.message ?? ended;
          return `${title} ${name}: ${reason}${detail === undefined ? "" : `: ${detail}`}`;
        });
    });
}
